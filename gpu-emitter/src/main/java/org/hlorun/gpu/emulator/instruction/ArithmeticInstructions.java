package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic.Clamp;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.arithmetic.Pairs;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.PtxType;

/** Numbers to numbers of the same type. */
final class ArithmeticInstructions {
  private static final List<String> PARTS = List.of("lo", "hi", "wide");

  private ArithmeticInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    for (String name : List.of("add", "sub", "mul", "mul24", "div", "rem", "min", "max")) {
      table.put(name, ArithmeticInstructions::binary);
    }
    for (String name :
        List.of("neg", "abs", "sqrt", "rcp", "rsqrt", "sin", "cos", "ex2", "lg2", "tanh")) {
      table.put(name, ArithmeticInstructions::unary);
    }
    for (String name : List.of("mad", "mad24", "fma", "sad")) {
      table.put(name, ArithmeticInstructions::ternary);
    }
    table.put("copysign", ArithmeticInstructions::copySign);
    for (String name : List.of("addc", "subc", "madc")) {
      table.put(name, CarryInstructions::emit);
    }
  }

  /** The arithmetic of a floating-point type, with the modifiers of the instruction. */
  static FloatArithmetic floats(Emission emission, PtxType type, Rounding rounding) {
    boolean flush = emission.take("ftz");
    Clamp clamp =
        emission.take("sat") ? Clamp.UNIT : emission.take("relu") ? Clamp.POSITIVE : Clamp.NONE;
    FloatFormat format = format(emission, type);
    if (format == null && (flush || clamp != Clamp.NONE)) {
      throw emission.unsupported("does not take that modifier with .f64");
    }
    return new FloatArithmetic(format, rounding, flush, clamp);
  }

  /** The format of a type; null for f64. */
  static FloatFormat format(Emission emission, PtxType type) {
    return switch (type) {
      case F64 -> null;
      case F32 -> FloatFormat.F32;
      case F16, F16X2 -> FloatFormat.F16;
      case BF16, BF16X2 -> FloatFormat.BF16;
      default -> throw emission.unsupported("does not compute with values of type ." + type);
    };
  }

  private static void binary(Emission emission) {
    if (CarryInstructions.isCarrying(emission)) {
      CarryInstructions.emit(emission);
      return;
    }
    String key = emission.instruction().opcode();
    PtxType type = emission.takeType();
    LongBinaryOperator function;
    PtxType resultType = type;
    if (type.isFloat()) {
      function = floatBinary(emission, type);
    } else {
      String name = integerName(emission);
      function = integerBinary(name, type);
      resultType = name.endsWith(".wide") ? wide(emission, type) : type;
    }
    emission.end(3);
    if (function == null) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.emit(
        Steps.binary(
            key,
            () -> function,
            emission.result(0, resultType),
            emission.source(1, type),
            emission.source(2, type)));
  }

  private static LongBinaryOperator floatBinary(Emission emission, PtxType type) {
    boolean approximate = emission.mnemonic().equals("div") && takeApproximate(emission);
    Rounding rounding = emission.takeRounding(null);
    if (emission.mnemonic().equals("div") && !approximate && rounding == null) {
      throw emission.unsupported("needs .rn or another rounding, .approx or .full");
    }
    StringBuilder name = new StringBuilder(emission.mnemonic());
    for (String modifier : List.of("NaN", "xorsign", "abs")) {
      if (emission.take(modifier)) {
        name.append('.').append(modifier);
      }
    }
    LongBinaryOperator function =
        floats(emission, type, rounding == null ? Rounding.NEAREST_EVEN : rounding)
            .binary(name.toString());
    return function != null && type.isPair() ? Pairs.of(function) : function;
  }

  private static boolean takeApproximate(Emission emission) {
    return emission.takeAny(List.of("approx", "full")) != null;
  }

  private static String integerName(Emission emission) {
    String name = emission.mnemonic();
    if (name.startsWith("mul") || name.startsWith("mad")) {
      name += "." + emission.takeOne(name.endsWith("24") ? List.of("lo", "hi") : PARTS);
    }
    return emission.take("sat") ? name + ".sat" : name;
  }

  private static LongBinaryOperator integerBinary(String name, PtxType type) {
    if (name.endsWith(".sat") && type != PtxType.S32 || !isInteger(type)) {
      return null;
    }
    boolean narrow = name.startsWith("mul24") && type.bits() != 32;
    if (type.isPair()) {
      LongBinaryOperator half = IntegerArithmetic.binary(name, type.half().bits(), type.isSigned());
      return half == null ? null : Pairs.of(half);
    }
    return narrow ? null : IntegerArithmetic.binary(name, type.bits(), type.isSigned());
  }

  /** Whether arithmetic is defined for a type: integers of 16 to 64 bits. */
  static boolean isInteger(PtxType type) {
    return (type.kind() == PtxType.Kind.SIGNED || type.kind() == PtxType.Kind.UNSIGNED)
        && type.bits() >= 16;
  }

  private static PtxType wide(Emission emission, PtxType type) {
    return switch (type) {
      case S16 -> PtxType.S32;
      case U16 -> PtxType.U32;
      case S32 -> PtxType.S64;
      case U32 -> PtxType.U64;
      default -> throw emission.unsupported("has no wider type than ." + type);
    };
  }

  private static void unary(Emission emission) {
    String key = emission.instruction().opcode();
    PtxType type = emission.takeType();
    LongUnaryOperator function =
        type.isFloat() ? floatUnary(emission, type) : integerUnary(emission, type);
    emission.end(2);
    if (function == null) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.emit(
        Steps.unary(key, () -> function, emission.result(0, type), emission.source(1, type)));
  }

  private static LongUnaryOperator integerUnary(Emission emission, PtxType type) {
    boolean has = List.of("neg", "abs").contains(emission.mnemonic());
    return has && type.isSigned() && !type.isPair()
        ? IntegerArithmetic.unary(emission.mnemonic(), type.bits(), true)
        : null;
  }

  private static LongUnaryOperator floatUnary(Emission emission, PtxType type) {
    String name = emission.mnemonic();
    boolean signs = name.equals("neg") || name.equals("abs");
    boolean approximate = emission.take("approx");
    Rounding rounding = emission.takeRounding(null);
    boolean exactOnes = name.equals("sqrt") || name.equals("rcp");
    if (signs ? approximate || rounding != null : approximate == (rounding != null)) {
      throw emission.unsupported("needs either .approx or a rounding");
    }
    if (rounding != null && !exactOnes) {
      throw emission.unsupported("has no exact form");
    }
    if (type == PtxType.F64 && approximate && !name.equals("rsqrt")) {
      name += ".approx";
    }
    if (type == PtxType.F64 && emission.take("ftz")) {
      name = emission.mnemonic() + ".approx";
    }
    boolean half = type.bits() == 16 || type.isPair();
    if (half && !signs && !List.of("ex2", "tanh").contains(name)) {
      return null;
    }
    LongUnaryOperator function =
        floats(emission, type, rounding == null ? Rounding.NEAREST_EVEN : rounding).unary(name);
    return function != null && type.isPair() ? Pairs.of(function) : function;
  }

  private static void ternary(Emission emission) {
    if (CarryInstructions.isCarrying(emission)) {
      CarryInstructions.emit(emission);
      return;
    }
    String key = emission.instruction().opcode();
    PtxType type = emission.takeType();
    TernaryOperator function;
    PtxType outer = type;
    if (type.isFloat()) {
      Rounding rounding = emission.takeRounding(null);
      if (rounding == null || emission.mnemonic().equals("sad")) {
        throw emission.unsupported("needs a rounding such as .rn");
      }
      TernaryOperator scalar = floats(emission, type, rounding).multiplyAdd();
      function = type.isPair() ? Pairs.of(scalar) : scalar;
    } else {
      String name = integerName(emission);
      boolean fits = isInteger(type) && !type.isPair() && !name.equals("fma");
      boolean clamped = !name.endsWith(".sat") || type == PtxType.S32;
      function =
          fits && clamped ? IntegerArithmetic.ternary(name, type.bits(), type.isSigned()) : null;
      outer = name.endsWith(".wide") ? wide(emission, type) : type;
    }
    emission.end(4);
    if (function == null) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.emit(
        Steps.ternary(
            key,
            () -> function,
            emission.result(0, outer),
            emission.source(1, type),
            emission.source(2, type),
            emission.source(3, outer)));
  }

  private static void copySign(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(3);
    if (type != PtxType.F32 && type != PtxType.F64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    long sign = 1L << (type.bits() - 1);
    emission.emit(
        Steps.binary(
            emission.instruction().opcode(),
            () -> (a, b) -> a & sign | b & ~sign,
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, type)));
  }
}
