/**
 * Code for single elements: {@link org.hlorun.kernelir.lower.element.ElementGenerator} follows
 * index maps down to loads; arithmetic, conversions, reductions and products of one element are
 * written out.
 */
package org.hlorun.kernelir.lower.element;
