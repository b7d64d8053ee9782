package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * The larger or smaller of two lanes of floats on x86: NaN if one is NaN, and -0 below +0. The
 * instructions there give the second operand for a NaN and for two zeros. So both orders are asked,
 * and the bits of the answers are joined: they are equal but for zeros, where the sign must be that
 * of both or of any, and for a NaN and a number, of which the or is a NaN. LLVM's own code for this
 * ({@code llvm.maximum}) is twice as long.
 */
final class VectorExtremum {
  private static final int AVX = 32;
  private static final int AVX512 = 64;

  /** Where the third bit is set the or of the two others, else their and. */
  private static final int MAJORITY = 0xE8;

  private final LlvmText text;
  private final ScalarType type;
  private final int width;
  private final String floats;
  private final String integers;

  VectorExtremum(LlvmText text, ScalarType type, int width) {
    this.text = text;
    this.type = type;
    this.width = width;
    this.floats = LlvmText.vector(type, width);
    this.integers = LlvmText.vector(type.integer(), width);
  }

  /**
   * Whether there is such code.
   *
   * @param registerBytes bytes of a vector register of the machine
   */
  static boolean covers(BinaryKind kind, ScalarType type, int registerBytes) {
    boolean isReal = type == ScalarType.F32 || type == ScalarType.F64;
    return isReal
        && ((kind == BinaryKind.FMIN && registerBytes >= AVX)
            || (kind == BinaryKind.FMAX && registerBytes >= AVX512));
  }

  /** The lanes of the result. */
  String of(BinaryKind kind, String a, String b) {
    String predicate = kind == BinaryKind.FMAX ? "ogt" : "olt";
    String first = bits(chosen(predicate, a, b));
    String second = bits(chosen(predicate, b, a));
    String joined =
        kind == BinaryKind.FMAX
            ? majority(first, second)
            : text.assign("or " + integers + " " + first + ", " + second);
    return text.assign("bitcast " + integers + " " + joined + " to " + floats);
  }

  /** What one instruction gives: the second operand if neither is greater. */
  private String chosen(String predicate, String a, String b) {
    String test = text.assign("fcmp " + predicate + " " + floats + " " + a + ", " + b);
    String flags = LlvmText.vector(ScalarType.I1, width);
    return text.assign(
        "select " + flags + " " + test + ", " + floats + " " + a + ", " + floats + " " + b);
  }

  private String bits(String lanes) {
    return text.assign("bitcast " + floats + " " + lanes + " to " + integers);
  }

  /** The and of the signs, and the or of all other bits: one instruction for whole registers. */
  private String majority(String a, String b) {
    String others = "splat (" + LlvmText.type(type.integer()) + " " + magnitude() + ")";
    int bits = width * type.bits();
    if (bits == 128 || bits == 256 || bits == 512) {
      String symbol = "@llvm.x86.avx512.pternlog." + (type == ScalarType.F32 ? "d." : "q.") + bits;
      String types = String.join(", ", integers, integers, integers);
      text.declare(integers + " " + symbol + "(" + types + ", i32 immarg)");
      String operands = integers + " " + a + ", " + integers + " " + b + ", " + integers + " ";
      return text.assign(
          "call " + integers + " " + symbol + "(" + operands + others + ", i32 " + MAJORITY + ")");
    }
    String any = text.assign("or " + integers + " " + a + ", " + b);
    String magnitude = text.assign("and " + integers + " " + any + ", " + others);
    String both = text.assign("and " + integers + " " + a + ", " + b);
    return text.assign("or " + integers + " " + magnitude + ", " + both);
  }

  private long magnitude() {
    return -1L >>> (65 - type.bits());
  }
}
