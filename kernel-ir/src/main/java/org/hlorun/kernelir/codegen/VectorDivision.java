package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Quotients and remainders of lanes of integers, which processors divide one by one, by division of
 * floats.
 *
 * <p>A quotient of integers that is none itself is further from the next one than its rounding
 * error, if the float has more bits than the dividend: with {@code p} bits the error is at most
 * {@code |a / b| * 2^-p}, and the distance at least {@code 1 / |b|}. So f32 is enough for 16 bits,
 * and f64 for 32.
 */
final class VectorDivision {
  private final LlvmText text;
  private final ScalarType type;
  private final BinaryKind kind;
  private final int width;

  /**
   * @param width the number of lanes
   */
  VectorDivision(LlvmText text, ScalarType type, BinaryKind kind, int width) {
    this.text = text;
    this.type = type;
    this.kind = kind;
    this.width = width;
  }

  /** Whether an operation is a division that some float type is exact enough for. */
  static boolean covers(BinaryKind kind, ScalarType type) {
    boolean isDivision =
        kind == BinaryKind.SDIV
            || kind == BinaryKind.UDIV
            || kind == BinaryKind.SREM
            || kind == BinaryKind.UREM;
    return isDivision && type.bits() <= ScalarType.I32.bits();
  }

  private boolean isSigned() {
    return kind == BinaryKind.SDIV || kind == BinaryKind.SREM;
  }

  /** The lanes of the result; no divisor is 0, and no quotient too large. */
  String of(String dividend, String divisor) {
    boolean isNarrow = type.bits() < ScalarType.I32.bits();
    // Numbers of 16 bits without a sign are numbers of 32 bits with one, which convert faster.
    boolean signed = isSigned() || isNarrow;
    ScalarType real = isNarrow ? ScalarType.F32 : ScalarType.F64;
    String floats = LlvmText.vector(real, width);
    String integers = LlvmText.vector(ScalarType.I32, width);
    String to = (signed ? "sitofp " : "uitofp ") + integers + " ";
    String a = widened(dividend);
    String b = widened(divisor);
    String realA = text.assign(to + a + " to " + floats);
    String realB = text.assign(to + b + " to " + floats);
    String ratio = text.assign("fdiv " + floats + " " + realA + ", " + realB);
    String from = (signed ? "fptosi " : "fptoui ") + floats + " ";
    String quotient = text.assign(from + ratio + " to " + integers);
    if (kind == BinaryKind.SDIV || kind == BinaryKind.UDIV) {
      return narrowed(quotient);
    }
    String product = text.assign("mul " + integers + " " + quotient + ", " + b);
    return narrowed(text.assign("sub " + integers + " " + a + ", " + product));
  }

  private String widened(String lanes) {
    return type == ScalarType.I32
        ? lanes
        : convert(isSigned() ? "sext" : "zext", type, lanes, ScalarType.I32);
  }

  private String narrowed(String lanes) {
    return type == ScalarType.I32 ? lanes : convert("trunc", ScalarType.I32, lanes, type);
  }

  private String convert(String word, ScalarType from, String lanes, ScalarType to) {
    return text.assign(
        word
            + " "
            + LlvmText.vector(from, width)
            + " "
            + lanes
            + " to "
            + LlvmText.vector(to, width));
  }
}
