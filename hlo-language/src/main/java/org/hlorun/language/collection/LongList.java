package org.hlorun.language.collection;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * An immutable list of 64-bit integers: the "intlist" of HLO text ({@code {0,2,1}}), used for
 * dimensions, dimension numbers, sizes and indices. Equality is by content.
 */
public final class LongList {
  private static final LongList EMPTY = new LongList(new long[0]);

  private final long[] values;

  private LongList(long[] values) {
    this.values = values;
  }

  /** The list of no elements. */
  public static LongList empty() {
    return EMPTY;
  }

  /** A list of the given values, which are copied. */
  public static LongList of(long... values) {
    return values.length == 0 ? EMPTY : new LongList(values.clone());
  }

  /** The list {@code 0, 1, ..., count - 1}. */
  public static LongList range(int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return new LongList(values);
  }

  /** The list of {@code count} times {@code value}. */
  public static LongList filled(int count, long value) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return new LongList(values);
  }

  /** The number of elements. */
  public int size() {
    return values.length;
  }

  /** Whether there is no element. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /**
   * The element at a position.
   *
   * @throws ArrayIndexOutOfBoundsException if there is none
   */
  public long get(int position) {
    return values[position];
  }

  /**
   * The element at a position as an {@code int}.
   *
   * @throws ArithmeticException if it does not fit
   */
  public int getInt(int position) {
    return Math.toIntExact(values[position]);
  }

  /** Whether some element equals {@code value}. */
  public boolean contains(long value) {
    return indexOf(value) >= 0;
  }

  /** The first position of {@code value}, or -1. */
  public int indexOf(long value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
  }

  /** A fresh array of the elements. */
  public long[] toArray() {
    return values.clone();
  }

  /**
   * A fresh array of the elements as {@code int}s.
   *
   * @throws ArithmeticException if one does not fit
   */
  public int[] toIntArray() {
    int[] result = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = Math.toIntExact(values[i]);
    }
    return result;
  }

  /** The elements as a stream. */
  public LongStream stream() {
    return Arrays.stream(values);
  }

  /** The positions {@code 0 .. size - 1} as a stream. */
  public IntStream indices() {
    return IntStream.range(0, values.length);
  }

  /** A list of the results of {@code function}, element by element. */
  public LongList map(LongUnaryOperator function) {
    long[] result = new long[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = function.applyAsLong(values[i]);
    }
    return new LongList(result);
  }

  /** A list with the element at {@code position} replaced. */
  public LongList with(int position, long value) {
    long[] result = values.clone();
    result[position] = value;
    return new LongList(result);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof LongList list && Arrays.equals(values, list.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The elements joined by commas, without spaces or braces: {@code 0,2,1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      text.append(values[i]);
    }
    return text.toString();
  }
}
