/** Canonical forms of {@code dot} and {@code convolution}. */
package org.hlorun.fusion.contraction;
