package org.hlorun.kernelir.lower.loop;

/** Sizes of the parts that something is cut into, so that they are equal or nearly so. */
public final class EvenParts {
  /** Numbers of parts are multiples of this, so that two threads get equally many. */
  private static final long SHARES = 2;

  private EvenParts() {}

  /** The size of parts, at most {@code most}, into which {@code total} is cut evenly. */
  public static long size(long total, long most) {
    return Math.ceilDiv(total, Math.ceilDiv(total, most));
  }

  /**
   * The size of parts, about {@code most} at most, into which {@code total} is cut for threads to
   * share: a multiple of {@code unit}, and so many that two threads get equally many.
   */
  public static long shared(long total, long most, long unit) {
    long parts = Math.ceilDiv(Math.ceilDiv(total, most), SHARES) * SHARES;
    return total <= most ? total : Math.ceilDiv(total, parts * unit) * unit;
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
