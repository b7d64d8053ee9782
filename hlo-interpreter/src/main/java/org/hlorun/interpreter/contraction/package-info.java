/** Contractions: dot, ragged-dot, scaled-dot and convolution. */
package org.hlorun.interpreter.contraction;
