package org.hlorun.kernelir.lower.loop;

/** Sizes of the parts that something is cut into, so that they are equal or nearly so. */
public final class EvenParts {
  private EvenParts() {}

  /** The size of parts, at most {@code most}, into which {@code total} is cut evenly. */
  public static long size(long total, long most) {
    return Math.ceilDiv(total, Math.ceilDiv(total, most));
  }

  /** The largest divisor of a number up to a limit; at least 1. */
  public static long divisor(long number, long limit) {
    for (long size = Math.min(number, limit); size > 1; size--) {
      if (number % size == 0) {
        return size;
      }
    }
    return 1;
  }
}
