package org.hlorun.kernelir.lower.loop;

/** Sizes that are rounded up. */
public final class RoundedSizes {
  private static final long ALIGNMENT = 64;

  private RoundedSizes() {}

  /** A number of bytes rounded up to where scratch memory may begin. */
  public static long aligned(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  /** The smallest power of two that is not below a number. */
  public static long powerOfTwo(long number) {
    return number <= 1 ? 1 : Long.highestOneBit(number - 1) * 2;
  }
}
