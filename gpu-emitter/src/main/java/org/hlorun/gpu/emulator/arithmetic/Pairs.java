package org.hlorun.gpu.emulator.arithmetic;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Functions of 16 bits, applied to both halves of 32. */
public final class Pairs {
  private static final long LOW = 0xFFFF;

  private Pairs() {}

  public static LongUnaryOperator of(LongUnaryOperator half) {
    return a -> half.applyAsLong(a & LOW) | half.applyAsLong(a >>> 16) << 16;
  }

  public static LongBinaryOperator of(LongBinaryOperator half) {
    return (a, b) ->
        half.applyAsLong(a & LOW, b & LOW) | half.applyAsLong(a >>> 16, b >>> 16) << 16;
  }

  public static TernaryOperator of(TernaryOperator half) {
    return (a, b, c) ->
        half.apply(a & LOW, b & LOW, c & LOW) | half.apply(a >>> 16, b >>> 16, c >>> 16) << 16;
  }
}
