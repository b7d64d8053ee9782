package org.hlorun.kernelir.lower.convolution;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.language.attribute.WindowDimension;

/**
 * The outputs of one residue in a spatial dimension whose input is dilated, and the positions of
 * the window that meet elements of the input for them: every so manieth one.
 *
 * @param dilation the input's dilation: the distance of the outputs and of the positions
 * @param residue the first output
 * @param first the first position of the window
 */
record ConvolutionPhase(long dilation, long residue, long first) {
  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof ConvolutionPhase that
        && dilation == that.dilation
        && residue == that.residue
        && first == that.first;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(dilation) + Long.hashCode(residue)) + Long.hashCode(first);
  }

  /** All outputs and positions. */
  static final ConvolutionPhase WHOLE = new ConvolutionPhase(1, 0, 0);

  /** Whether a dimension can be cut into phases that have outputs and positions each. */
  static boolean fits(WindowDimension dimension, long outputs) {
    long dilation = dimension.baseDilation();
    return dilation > 1
        && dimension.stride() == 1
        && dimension.windowDilation() == 1
        && dimension.size() >= dilation
        && outputs >= dilation;
  }

  static ConvolutionPhase of(WindowDimension dimension, long residue) {
    long dilation = dimension.baseDilation();
    long first = Math.floorMod(dimension.paddingLow() - residue, dilation);
    return new ConvolutionPhase(dilation, residue, first);
  }

  /** How many of some outputs are of this phase. */
  long outputs(long all) {
    return Math.ceilDiv(all - residue, dilation);
  }

  /** The output of a number in this phase. */
  IndexExpr output(IndexExpr number) {
    return number.times(dilation).plus(residue);
  }

  /** The position in the whole window of a number in this phase. */
  IndexExpr position(IndexExpr number) {
    return number.times(dilation).plus(first);
  }

  /** The window over the input without holes, given the whole window. */
  WindowDimension window(WindowDimension whole) {
    long padding = (whole.paddingLow() - residue - first) / dilation;
    return new WindowDimension(
        Math.ceilDiv(whole.size() - first, dilation), 1, padding, padding, 1, 1, whole.reversed());
  }
}
