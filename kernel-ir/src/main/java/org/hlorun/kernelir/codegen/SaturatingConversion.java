package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.ScalarType;

/**
 * Vectors of floats as integers, toward zero; what is too large or too small gives the type's
 * greatest or least number, and NaN gives 0. LLVM's own saturating conversions ({@code
 * llvm.fptosi.sat}) of vectors convert one lane after the other.
 */
final class SaturatingConversion {
  private final LlvmText text;
  private final ScalarType from;
  private final ScalarType to;
  private final boolean isSigned;
  private final int width;

  /** Conversions of {@code width} lanes of f32 or f64. */
  SaturatingConversion(LlvmText text, ScalarType from, ScalarType to, boolean isSigned, int width) {
    this.text = text;
    this.from = from;
    this.to = to;
    this.isSigned = isSigned;
    this.width = width;
  }

  /** Whether there is such code for a type of floats. */
  static boolean covers(ScalarType from) {
    return from == ScalarType.F32 || from == ScalarType.F64;
  }

  /** The converted vector. */
  String of(String x) {
    int digits = from == ScalarType.F64 ? 53 : 24;
    int magnitude = isSigned ? to.bits() - 1 : to.bits();
    return magnitude <= digits ? bounded(x, magnitude) : chosen(x, magnitude);
  }

  /** Where floats hold the bounds, the float is bounded; a NaN becomes the lower bound. */
  private String bounded(String x, int magnitude) {
    String least = real(isSigned ? -Math.scalb(1.0, magnitude) : 0);
    String greatest = real(Math.scalb(1.0, magnitude) - 1);
    String above = select(compare("ogt", x, least), type(from), x, least);
    String inside = select(compare("olt", above, greatest), type(from), above, greatest);
    boolean isNarrow = to.bits() < 32;
    ScalarType wide = isNarrow ? ScalarType.I32 : to;
    String word = isSigned || isNarrow ? "fptosi " : "fptoui ";
    String result = text.assign(word + type(from) + " " + inside + " to " + type(wide));
    if (isSigned) {
      result = select(compare("uno", x, x), type(wide), "zeroinitializer", result);
    }
    return isNarrow
        ? text.assign("trunc " + type(wide) + " " + result + " to " + type(to))
        : result;
  }

  /** Elsewhere the result of what is out of bounds, which LLVM leaves open, is not chosen. */
  private String chosen(String x, int magnitude) {
    String word = isSigned ? "fptosi " : "fptoui ";
    String result = text.assign(word + type(from) + " " + x + " to " + type(to));
    String behind = compare("oge", x, real(Math.scalb(1.0, magnitude)));
    String greatest = integer(isSigned ? -1L >>> (65 - to.bits()) : -1L);
    result = select(behind, type(to), greatest, result);
    if (!isSigned) {
      return select(compare("ult", x, real(0)), type(to), "zeroinitializer", result);
    }
    String before = compare("olt", x, real(-Math.scalb(1.0, magnitude)));
    result = select(before, type(to), integer(-1L << (to.bits() - 1)), result);
    return select(compare("uno", x, x), type(to), "zeroinitializer", result);
  }

  private String compare(String predicate, String x, String y) {
    return text.assign("fcmp " + predicate + " " + type(from) + " " + x + ", " + y);
  }

  private String select(String condition, String type, String onTrue, String onFalse) {
    String lanes = LlvmText.vector(ScalarType.I1, width);
    return text.assign(
        "select " + lanes + " " + condition + ", " + type + " " + onTrue + ", " + type + " "
            + onFalse);
  }

  private String type(ScalarType lane) {
    return LlvmText.vector(lane, width);
  }

  private String real(double value) {
    long bits =
        from == ScalarType.F64
            ? Double.doubleToRawLongBits(value)
            : Float.floatToRawIntBits((float) value);
    return "splat (" + LlvmText.type(from) + " " + ArithmeticEmitter.literal(from, bits) + ")";
  }

  private String integer(long value) {
    return "splat (" + LlvmText.type(to) + " " + ArithmeticEmitter.literal(to, value) + ")";
  }
}
