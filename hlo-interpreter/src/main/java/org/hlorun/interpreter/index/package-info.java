/**
 * Walking over arrays: row-major strides, boxes of indices seen through several strided views at
 * once, and bit-preserving copies between views. A view gives the element at index {@code i} the
 * linear position {@code offset + sum(i[d] * stride[d])}; offsets and strides are in elements.
 */
package org.hlorun.interpreter.index;
