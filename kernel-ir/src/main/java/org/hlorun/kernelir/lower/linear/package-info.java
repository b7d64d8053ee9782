/**
 * Fourier transforms, Cholesky, LU and QR factors, and triangular systems: instructions that are
 * never part of a fusion.
 */
package org.hlorun.kernelir.lower.linear;
