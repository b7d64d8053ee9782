/**
 * Contractions: dot, ragged-dot, scaled-dot and convolution. Start with {@link
 * org.hlorun.interpreter.contraction.Contraction}, the form that {@code DotDimensions} and {@code
 * ConvolutionContractions} bring them into and {@code ContractionEngine} computes block by block.
 * Depthwise convolutions and the gradients of their kernels go a direct way.
 *
 * <p>Operands are converted to the result's element type first. Floats up to 32 bits are summed in
 * {@code double}, {@code f64} in twice that precision, integers modulo 2^64; a result is rounded
 * once.
 */
package org.hlorun.interpreter.contraction;
