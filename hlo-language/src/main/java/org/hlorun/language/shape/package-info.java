/**
 * Shapes: element types, arrays with their layouts, tuples, tokens, opaque values and buffers.
 * Everything here is an immutable value; {@link org.hlorun.language.shape.Shape} is the sealed root
 * to start reading from.
 */
package org.hlorun.language.shape;
