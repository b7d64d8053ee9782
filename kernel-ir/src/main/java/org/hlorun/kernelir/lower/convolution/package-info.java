/**
 * Convolutions on a CPU and their gradients: as products of matrices that are never written out, or
 * plane by plane.
 */
package org.hlorun.kernelir.lower.convolution;
