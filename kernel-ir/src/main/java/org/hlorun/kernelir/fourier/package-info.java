/**
 * Discrete Fourier transforms as kernel code: {@link org.hlorun.kernelir.fourier.Transform} of any
 * length, with tables of roots of unity that are computed when the kernel is made.
 */
package org.hlorun.kernelir.fourier;
