package org.hlorun.kernelir.codegen;

import java.util.Locale;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Quotients and remainders of lanes of integers, which processors divide one by one, by division of
 * floats.
 *
 * <p>A quotient of integers that is none itself is further from the next one than its rounding
 * error, if the float has more bits than the dividend: with {@code p} bits the error is at most
 * {@code |a / b| * 2^-p}, and the distance at least {@code 1 / |b|}. So f32 is enough for 16 bits,
 * and f64 for 32, and for 64 bits where all numbers are below 2^52: a vector that has others is
 * divided lane by lane.
 */
final class VectorDivision {
  private static final int AVX512 = 64;

  /** Bits of the numbers of 64 bits that are divided as floats. */
  private static final int LONG_BITS = 52;

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

  /**
   * Whether an operation is a division that some float type is exact enough for.
   *
   * @param registerBytes bytes of a vector register of the machine: AVX-512 converts 64 bits
   */
  static boolean covers(BinaryKind kind, ScalarType type, int registerBytes) {
    boolean isDivision =
        kind == BinaryKind.SDIV
            || kind == BinaryKind.UDIV
            || kind == BinaryKind.SREM
            || kind == BinaryKind.UREM;
    return isDivision && (type.bits() <= ScalarType.I32.bits() || registerBytes == AVX512);
  }

  private boolean isSigned() {
    return kind == BinaryKind.SDIV || kind == BinaryKind.SREM;
  }

  /** The lanes of the result; no divisor is 0, and no quotient too large. */
  String of(String dividend, String divisor) {
    return type == ScalarType.I64 ? ofLong(dividend, divisor) : ofShort(dividend, divisor);
  }

  private String ofLong(String dividend, String divisor) {
    String integers = LlvmText.vector(type, width);
    String any = text.assign("or " + integers + " " + offset(dividend) + ", " + offset(divisor));
    String bound = "splat (i64 " + ((1L << (isSigned() ? LONG_BITS + 1 : LONG_BITS)) - 1) + ")";
    String isLarge = text.assign("icmp ugt " + integers + " " + any + ", " + bound);
    String usual = quotient(integers, ScalarType.F64, isSigned(), dividend, divisor);
    return text.orSeldom(
        text.anyLane(isLarge, width),
        integers,
        usual,
        () ->
            text.assign(
                kind.name().toLowerCase(Locale.ROOT)
                    + (" " + integers + " " + dividend + ", " + divisor)));
  }

  /** A number, raised so that those that are not large have no sign. */
  private String offset(String lanes) {
    return isSigned()
        ? text.assign(
            "add "
                + LlvmText.vector(type, width)
                + " "
                + lanes
                + ", splat (i64 "
                + (1L << LONG_BITS)
                + ")")
        : lanes;
  }

  private String ofShort(String dividend, String divisor) {
    boolean isNarrow = type.bits() < ScalarType.I32.bits();
    // Numbers of 16 bits without a sign are numbers of 32 bits with one, which convert faster.
    boolean signed = isSigned() || isNarrow;
    ScalarType real = isNarrow ? ScalarType.F32 : ScalarType.F64;
    String integers = LlvmText.vector(ScalarType.I32, width);
    return narrowed(quotient(integers, real, signed, widened(dividend), widened(divisor)));
  }

  /** The quotient or remainder of integers that are exact as floats. */
  private String quotient(String integers, ScalarType real, boolean signed, String a, String b) {
    String floats = LlvmText.vector(real, width);
    String to = (signed ? "sitofp " : "uitofp ") + integers + " ";
    String realA = text.assign(to + a + " to " + floats);
    String realB = text.assign(to + b + " to " + floats);
    String ratio = text.assign("fdiv " + floats + " " + realA + ", " + realB);
    String from = (signed ? "fptosi " : "fptoui ") + floats + " ";
    String quotient = text.assign(from + ratio + " to " + integers);
    if (kind == BinaryKind.SDIV || kind == BinaryKind.UDIV) {
      return quotient;
    }
    String product = text.assign("mul " + integers + " " + quotient + ", " + b);
    return text.assign("sub " + integers + " " + a + ", " + product);
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
