package org.hlorun.kernelir.ir;

import java.util.Arrays;

/** Floats that code looks up by number: f32, as many as a power of two. */
public final class LookupTable {
  private final float[] numbers;

  /**
   * A table of these numbers.
   *
   * @throws IllegalArgumentException if they are not as many as a power of two
   */
  public LookupTable(float... numbers) {
    if (Integer.bitCount(numbers.length) != 1) {
      throw new IllegalArgumentException("a table of " + numbers.length + " numbers");
    }
    this.numbers = numbers.clone();
  }

  /** How many numbers there are, a power of two. */
  public int size() {
    return numbers.length;
  }

  /** The bits of a number, zero-extended, found by the low bits of {@code index}. */
  public long bits(long index) {
    int place = (int) index & (numbers.length - 1);
    return Integer.toUnsignedLong(Float.floatToRawIntBits(numbers[place]));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LookupTable that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }
}
