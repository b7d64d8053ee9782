package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.ScalarType;

/**
 * Remainders of lanes of floats, as C's {@code fmod}, for which LLVM calls the C library lane by
 * lane.
 *
 * <p>With {@code |x / y|} below half of the numbers that have no fraction, its rounded value, cut
 * to an integer, is the integer quotient or one more. Either multiple of {@code y} leaves a rest
 * that the type holds, so that a fused multiply-add gives it without an error; a negative one is a
 * divisor too small. Where a lane has a larger quotient, or anything that is not finite, all lanes
 * take the C library's way.
 */
final class VectorRemainder {
  private final LlvmText text;
  private final ScalarType type;
  private final int width;
  private final String floats;

  VectorRemainder(LlvmText text, ScalarType type, int width) {
    this.text = text;
    this.type = type;
    this.width = width;
    this.floats = LlvmText.vector(type, width);
  }

  /** Whether there is such code for a type. */
  static boolean covers(ScalarType type) {
    return type == ScalarType.F32 || type == ScalarType.F64;
  }

  /** The lanes of the result. */
  String of(String x, String y) {
    String a = call("fabs", x);
    String b = call("fabs", y);
    String ratio = text.assign("fdiv " + floats + " " + a + ", " + b);
    String quotient = call("trunc", ratio);
    String negative = text.assign("fneg " + floats + " " + quotient);
    String rest = call("fma", negative, b, a);
    String tooSmall = compare("olt", rest, real(0));
    String raised = text.assign("fadd " + floats + " " + rest + ", " + b);
    String flags = LlvmText.vector(ScalarType.I1, width);
    String magnitude =
        text.assign(
            "select " + flags + " " + tooSmall + ", " + floats + " " + raised + ", " + floats + " "
                + rest);
    String usual = call("copysign", magnitude, x);
    String large = compare("uge", ratio, real(Math.scalb(1.0, type == ScalarType.F32 ? 23 : 52)));
    String odd = text.assign("or " + flags + " " + large + ", " + compare("uno", rest, rest));
    return text.orSeldom(
        text.anyLane(odd, width),
        floats,
        usual,
        () -> text.assign("frem " + floats + " " + x + ", " + y));
  }

  private String compare(String predicate, String a, String b) {
    return text.assign("fcmp " + predicate + " " + floats + " " + a + ", " + b);
  }

  private String call(String name, String... operands) {
    String symbol = "@llvm." + name + ".v" + width + LlvmText.suffix(type);
    StringBuilder types = new StringBuilder();
    StringBuilder list = new StringBuilder();
    for (String operand : operands) {
      types.append(types.isEmpty() ? "" : ", ").append(floats);
      list.append(list.isEmpty() ? "" : ", ").append(floats).append(' ').append(operand);
    }
    text.declare(floats + " " + symbol + "(" + types + ")");
    return text.assign("call " + floats + " " + symbol + "(" + list + ")");
  }

  private String real(double value) {
    long bits =
        type == ScalarType.F64
            ? Double.doubleToRawLongBits(value)
            : Float.floatToRawIntBits((float) value);
    return "splat (" + LlvmText.type(type) + " " + ArithmeticEmitter.literal(type, bits) + ")";
  }
}
