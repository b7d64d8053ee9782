package org.hlorun.gpu.codegen;

import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.ir.ScalarType;

/** Moves values between the lanes of a warp, 32 bits at a time. */
final class WarpShuffle {
  private final LlvmText text;

  WarpShuffle(LlvmText text) {
    this.text = text;
  }

  /** The value of the lane whose number differs in the bit {@code distance}. */
  String exchange(ScalarType type, String value, int distance) {
    return switch (type) {
      case I32 -> word(value, distance);
      case F32 ->
          convert(
              "bitcast", "i32", word(convert("bitcast", "float", value, "i32"), distance), "float");
      case I64 -> pair(value, distance);
      case F64 ->
          convert(
              "bitcast",
              "i64",
              pair(convert("bitcast", "double", value, "i64"), distance),
              "double");
      case F16 -> {
        String bits = convert("bitcast", "half", value, "i16");
        yield convert("bitcast", "i16", narrow("i16", bits, distance), "half");
      }
      case I1, I8, I16 -> narrow(LlvmText.type(type), value, distance);
    };
  }

  private String convert(String instruction, String from, String value, String to) {
    return text.assign("%s %s %s to %s".formatted(instruction, from, value, to));
  }

  private String narrow(String type, String value, int distance) {
    return convert("trunc", "i32", word(convert("zext", type, value, "i32"), distance), type);
  }

  private String pair(String value, int distance) {
    String low = word(convert("trunc", "i64", value, "i32"), distance);
    String shifted = text.assign("lshr i64 %s, 32".formatted(value));
    String high = word(convert("trunc", "i64", shifted, "i32"), distance);
    String upper = text.assign("shl i64 %s, 32".formatted(convert("zext", "i32", high, "i64")));
    return text.assign("or i64 %s, %s".formatted(upper, convert("zext", "i32", low, "i64")));
  }

  private String word(String value, int distance) {
    String symbol = "@llvm.nvvm.shfl.sync.bfly.i32";
    text.declare("i32 %s(i32, i32, i32, i32)".formatted(symbol));
    return text.assign(
        "call i32 %s(i32 -1, i32 %s, i32 %d, i32 31)".formatted(symbol, value, distance));
  }

  /** The type that stands for a type in memory. */
  String memoryType(ScalarType type) {
    return type == ScalarType.I1 ? "i8" : LlvmText.type(type);
  }

  String toMemory(ScalarType type, String value) {
    return type == ScalarType.I1 ? convert("zext", "i1", value, "i8") : value;
  }

  String fromMemory(ScalarType type, String value) {
    return type == ScalarType.I1 ? convert("trunc", "i8", value, "i1") : value;
  }
}
