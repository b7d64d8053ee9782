/**
 * Fourier transforms, Cholesky factors and triangular systems: instructions that are never part of
 * a fusion.
 */
package org.hlorun.kernelir.lower.linear;
