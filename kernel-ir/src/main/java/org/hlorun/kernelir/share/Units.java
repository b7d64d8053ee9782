package org.hlorun.kernelir.share;

import org.hlorun.language.collection.LongList;

/** What numbers are multiples of. */
final class Units {
  private Units() {}

  /**
   * The greatest number that all are multiples of, with the sign of the first that is not 0; 0 if
   * all are.
   */
  static long of(LongList numbers) {
    long unit = 0;
    long sign = 0;
    for (int i = 0; i < numbers.size(); i++) {
      unit = greatest(unit, Math.abs(numbers.get(i)));
      sign = sign == 0 ? Long.signum(numbers.get(i)) : sign;
    }
    return sign * unit;
  }

  private static long greatest(long a, long b) {
    return b == 0 ? a : greatest(b, a % b);
  }
}
