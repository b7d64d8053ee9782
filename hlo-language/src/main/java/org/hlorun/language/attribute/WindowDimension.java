package org.hlorun.language.attribute;

/**
 * A window along one dimension.
 *
 * @param size number of window elements
 * @param stride step between window positions
 * @param paddingLow padding before the first element, may be negative
 * @param paddingHigh padding behind the last element, may be negative
 * @param windowDilation distance between window elements ({@code rhs_dilate})
 * @param baseDilation distance between base elements ({@code lhs_dilate})
 * @param reversed whether the window is applied back to front
 */
public record WindowDimension(
    long size,
    long stride,
    long paddingLow,
    long paddingHigh,
    long windowDilation,
    long baseDilation,
    boolean reversed) {

  /** A window of {@code size} with stride 1, no padding and no dilation. */
  public static WindowDimension ofSize(long size) {
    return new WindowDimension(size, 1, 0, 0, 1, 1, false);
  }

  /** The extent of {@code count} elements that lie {@code dilation} apart; 0 if there are none. */
  public static long dilated(long count, long dilation) {
    return count == 0 ? 0 : (count - 1) * dilation + 1;
  }

  /**
   * The number of positions of this window over {@code inputSize} elements; 0 if it does not fit.
   */
  public long outputSize(long inputSize) {
    long padded = paddingLow + dilated(inputSize, baseDilation) + paddingHigh;
    long extent = dilated(size, windowDilation);
    return extent > padded || padded <= 0 ? 0 : (padded - extent) / stride + 1;
  }

  // Written out, as attributes are compared before the JVM has made code for records.
  @Override
  public boolean equals(Object other) {
    return other instanceof WindowDimension d
        && size == d.size
        && stride == d.stride
        && paddingLow == d.paddingLow
        && paddingHigh == d.paddingHigh
        && windowDilation == d.windowDilation
        && baseDilation == d.baseDilation
        && reversed == d.reversed;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(
        31 * (31 * (31 * size + stride) + paddingLow) + paddingHigh + baseDilation);
  }
}
