package org.hlorun.kernelir.share;

import java.util.Arrays;

/** Integers that are added one by one; equal to others by content, once all are there. */
final class LongSequence {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int place) {
    return values[place];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongSequence sequence
        && Arrays.equals(values, 0, size, sequence.values, 0, sequence.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + Long.hashCode(values[i]);
    }
    return hash;
  }
}
