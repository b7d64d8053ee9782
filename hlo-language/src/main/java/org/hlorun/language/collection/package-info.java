/** Small immutable collections of primitives that shapes, attributes and indices are made of. */
package org.hlorun.language.collection;
