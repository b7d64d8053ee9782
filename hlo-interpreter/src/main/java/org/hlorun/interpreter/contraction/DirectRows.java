package org.hlorun.interpreter.contraction;

import org.hlorun.language.attribute.WindowDimension;

/**
 * What the direct ways to convolve share: the rows along the last spatial dimension, by their
 * coordinates in all other dimensions.
 */
final class DirectRows {
  /** Rows longer than this are left to the packed product. */
  private static final long MAX_LENGTH = 1 << 20;

  private final ConvolutionGeometry geometry;
  private final int last;

  DirectRows(ConvolutionGeometry geometry) {
    this.geometry = geometry;
    last = geometry.spatialRank() - 1;
  }

  /** Whether there are rows, and short enough ones to be kept in memory. */
  static boolean exist(ConvolutionGeometry geometry) {
    if (geometry.spatialRank() == 0) {
      return false;
    }
    DirectRows rows = new DirectRows(geometry);
    return rows.coveredLength() <= MAX_LENGTH && rows.inputDimension().extent() <= MAX_LENGTH;
  }

  WindowDimension window() {
    return geometry.window(last);
  }

  /** The input's last spatial dimension. */
  WindowSpace.Dimension inputDimension() {
    return geometry.inputDimension(last, 1, 1);
  }

  int outputLength() {
    return (int) geometry.outputSize(last);
  }

  int windowLength() {
    return (int) geometry.windowSize(last);
  }

  /** The number of base indices that all windows of an output row cover. */
  long coveredLength() {
    return WindowDimension.dilated(geometry.outputSize(last), window().stride())
        + WindowDimension.dilated(geometry.windowSize(last), window().windowDilation())
        - 1;
  }

  /** Where the first row of an input feature of a batch element of a group begins. */
  long inputStart(long group, long batch, long feature) {
    return group * geometry.inputGroupStride()
        + batch * geometry.inputBatchStride()
        + feature * geometry.inputFeatureStride();
  }

  /** Where a row of the kernel begins, at a window position of the other spatial dimensions. */
  long kernelStart(long group, long outputFeature, long inputFeature, long outerWindow) {
    return (group * geometry.outputFeatures() + outputFeature)
            * geometry.kernelOutputFeatureStride()
        + inputFeature * geometry.kernelInputFeatureStride()
        + geometry.kernelOffset(outerWindow * windowLength());
  }

  /** Elements of the kernel from one window position of a row to the next; may be negative. */
  long kernelStride() {
    return geometry.kernelWindowStride(last);
  }

  /** Where a row of the result begins, at an output position of the other spatial dimensions. */
  long resultStart(long group, long batch, long outputFeature, long outerOutput) {
    return (group * geometry.outputFeatures() + outputFeature) * geometry.resultFeatureStride()
        + batch * geometry.resultBatchStride()
        + geometry.resultOffset(outerOutput * outputLength());
  }

  /** Elements of the result from one output position of a row to the next. */
  long resultStride() {
    return geometry.resultPositionStride(last);
  }
}
