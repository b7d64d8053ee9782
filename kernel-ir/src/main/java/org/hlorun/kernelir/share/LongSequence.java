package org.hlorun.kernelir.share;

import java.util.Arrays;
import org.hlorun.language.collection.LongList;

/** Integers that are added one by one. */
final class LongSequence {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  LongList toList() {
    return LongList.of(Arrays.copyOf(values, size));
  }
}
