package org.hlorun.interpreter.elementwise;

import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The meaning of {@code stochastic-convert}: a float to an integer, its fraction rounded away from
 * zero if it exceeds a random fraction. Saturating, NaN to 0.
 */
final class StochasticConversion {
  private StochasticConversion() {}

  static Kernel kernel(ElementType source, ElementType target) {
    if (!source.isFloat() || !target.isInteger()) {
      throw Unsupported.operation(
          Opcode.STOCHASTIC_CONVERT.mnemonic() + " to " + target.text(), source);
    }
    int randomBits = source.bitWidth();
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      long[] random = operands[1].integer;
      for (int i = 0; i < count; i++) {
        result.integer[i] = convert(x[i], random[i], randomBits, target);
      }
    };
  }

  /**
   * One number.
   *
   * @param random zero-extended, of {@code randomBits} bits: the fraction {@code random /
   *     2^randomBits}
   */
  static long convert(double x, long random, int randomBits, ElementType target) {
    long whole = Conversions.realToInteger(target).applyAsLong(x);
    double magnitude = Math.abs(x);
    double fraction = magnitude - Math.floor(magnitude);
    boolean saturated = !(x > (double) target.minInteger() && x < maxAsDouble(target));
    if (saturated || fraction == 0) {
      return whole;
    }
    long threshold = Conversions.toUnsigned64(Math.scalb(fraction, randomBits));
    if (Long.compareUnsigned(threshold, random) <= 0) {
      return whole;
    }
    return x < 0 ? whole - 1 : whole + 1;
  }

  private static double maxAsDouble(ElementType type) {
    return type == ElementType.U64 ? 0x1p64 : type.maxInteger();
  }
}
