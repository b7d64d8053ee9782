package org.hlorun.kernelir.ir;

/** The greatest common divisor of two numbers. */
public final class CommonDivisor {
  private CommonDivisor() {}

  /** That of two numbers that are not negative; the other one if one is 0. */
  public static long of(long a, long b) {
    return b == 0 ? a : of(b, a % b);
  }
}
