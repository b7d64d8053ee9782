package org.hlorun.conformance.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * How many elements are how far off: exact ones, those 1 unit in the last place off, 2, 3 to 4, 5
 * to 8 and so on by powers of two, and those that cannot be measured so.
 */
public final class Histogram {
  private static final int INCOMPARABLE = 65;
  private final long[] counts = new long[INCOMPARABLE + 1];

  void add(long ulps) {
    counts[bucket(ulps)]++;
  }

  private static int bucket(long ulps) {
    if (ulps == Long.MAX_VALUE) {
      return INCOMPARABLE;
    }
    return ulps == 0 ? 0 : 65 - Long.numberOfLeadingZeros(ulps - 1);
  }

  /** The number of elements in the same bucket as a distance. */
  public long count(long ulps) {
    return counts[bucket(ulps)];
  }

  /** One line: {@code 0: 12, 1: 3, 3-4: 1, incomparable: 2}. */
  public String text() {
    List<String> parts = new ArrayList<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        parts.add(label(bucket) + ": " + counts[bucket]);
      }
    }
    return String.join(", ", parts);
  }

  private static String label(int bucket) {
    return switch (bucket) {
      case 0 -> "0";
      case 1 -> "1";
      case 2 -> "2";
      case INCOMPARABLE -> "incomparable";
      default -> ((1L << (bucket - 2)) + 1) + "-" + Long.toUnsignedString(1L << (bucket - 1));
    };
  }
}
