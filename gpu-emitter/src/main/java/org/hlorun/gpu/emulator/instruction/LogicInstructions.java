package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hlorun.gpu.emulator.arithmetic.BitSelection;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** Bits: logic, shifts, fields, counting. */
final class LogicInstructions {
  private static final Map<String, Integer> PREDICATE_TABLES =
      Map.of("and", 0xC0, "or", 0xFC, "xor", 0x3C);

  private LogicInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    for (String name : List.of("and", "or", "xor")) {
      table.put(name, LogicInstructions::logic);
    }
    table.put("not", LogicInstructions::not);
    table.put("cnot", LogicInstructions::not);
    table.put("shl", LogicInstructions::shift);
    table.put("shr", LogicInstructions::shift);
    for (String name : List.of("popc", "clz", "bfind", "brev")) {
      table.put(name, LogicInstructions::count);
    }
    table.put("bfe", LogicInstructions::extractField);
    table.put("bfi", LogicInstructions::insertField);
    table.put("bmsk", LogicInstructions::widths);
    table.put("szext", LogicInstructions::widths);
    table.put("fns", LogicInstructions::findNth);
    table.put("lop3", LogicInstructions::logic3);
    table.put("shf", LogicInstructions::funnelShift);
    table.put("prmt", LogicInstructions::permute);
    table.put("dp4a", LogicInstructions::dotProduct);
    table.put("dp2a", LogicInstructions::dotProduct);
  }

  private static void logic(Emission emission) {
    String name = emission.mnemonic();
    PtxType type = bits(emission);
    emission.end(3);
    if (type == PtxType.PRED) {
      int b = emission.predicate(emission.operand(2));
      emission.emit(
          Steps.logic(
              PREDICATE_TABLES.get(name),
              emission.predicateResult(emission.operand(0)),
              emission.predicate(emission.operand(1)),
              b,
              b));
      return;
    }
    binary(emission, name, type, IntegerArithmetic.binary(name, type.bits(), false), type);
  }

  private static PtxType bits(Emission emission) {
    PtxType type = emission.takeType();
    boolean fits = type.kind() == PtxType.Kind.BITS && type.bits() >= 16 && type.bits() <= 64;
    if (!fits && type != PtxType.PRED) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    return type;
  }

  private static void binary(
      Emission emission, String key, PtxType type, LongBinaryOperator function, PtxType second) {
    emission.emit(
        Steps.binary(
            key + "." + type,
            () -> function,
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, second)));
  }

  private static void unary(
      Emission emission, PtxType resultType, PtxType type, LongUnaryOperator function) {
    emission.emit(
        Steps.unary(
            emission.instruction().opcode(),
            () -> function,
            emission.result(0, resultType),
            emission.source(1, type)));
  }

  private static void not(Emission emission) {
    PtxType type = bits(emission);
    emission.end(2);
    if (type == PtxType.PRED && emission.mnemonic().equals("not")) {
      int a = emission.predicate(emission.operand(1));
      emission.emit(Steps.logic(0x0F, emission.predicateResult(emission.operand(0)), a, a, a));
    } else {
      unary(emission, type, type, IntegerArithmetic.unary(emission.mnemonic(), type.bits(), false));
    }
  }

  private static void shift(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(3);
    boolean left = emission.mnemonic().equals("shl");
    if (type.isFloat() || type.bits() < 16 || left && type.kind() != PtxType.Kind.BITS) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    binary(
        emission,
        emission.mnemonic(),
        type,
        IntegerArithmetic.binary(emission.mnemonic(), type.bits(), type.isSigned()),
        PtxType.U32);
  }

  private static void count(Emission emission) {
    boolean amount = emission.take("shiftamt");
    String name = emission.mnemonic() + (amount ? ".shiftamt" : "");
    PtxType type = emission.takeType();
    emission.end(2);
    boolean find = emission.mnemonic().equals("bfind");
    if (type.bits() < 32
        || type.isFloat()
        || find == (type.kind() == PtxType.Kind.BITS)
        || amount && !find) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    PtxType resultType = emission.mnemonic().equals("brev") ? type : PtxType.U32;
    unary(emission, resultType, type, IntegerArithmetic.unary(name, type.bits(), type.isSigned()));
  }

  private static PtxType wordType(Emission emission) {
    PtxType type = emission.takeType();
    if (type.isFloat() || type.isPair() || type.bits() != 32 && type.bits() != 64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    return type;
  }

  private static void extractField(Emission emission) {
    PtxType type = wordType(emission);
    emission.end(4);
    ternary(
        emission,
        IntegerArithmetic.ternary("bfe", type.bits(), type.isSigned()),
        type,
        PtxType.U32,
        PtxType.U32);
  }

  private static void ternary(
      Emission emission, TernaryOperator function, PtxType a, PtxType b, PtxType c) {
    emission.emit(
        Steps.ternary(
            emission.instruction().opcode(),
            () -> function,
            emission.result(0, a),
            emission.source(1, a),
            emission.source(2, b),
            emission.source(3, c)));
  }

  /** Position and length become one word first, so that three operands are left. */
  private static void insertField(Emission emission) {
    PtxType type = wordType(emission);
    emission.end(5);
    int field = emission.kernel().temporary();
    emission.emit(
        Steps.binary(
            "bfi.field",
            () -> (position, length) -> (position & 0xFF) << 8 | length & 0xFF,
            field,
            emission.source(3, PtxType.U32),
            emission.source(4, PtxType.U32)));
    int bits = type.bits();
    emission.emit(
        Steps.ternary(
            emission.instruction().opcode(),
            () -> (a, b, c) -> IntegerArithmetic.insertField(a, b, c >>> 8, c & 0xFF, bits),
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, type),
            field));
  }

  private static void widths(Emission emission) {
    String mode = emission.takeOne(List.of("clamp", "wrap"));
    PtxType type = wordType(emission);
    emission.end(3);
    if (type.bits() != 32) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    String name = emission.mnemonic() + "." + mode;
    binary(emission, name, type, IntegerArithmetic.binary(name, 32, type.isSigned()), PtxType.U32);
  }

  private static void findNth(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(4);
    if (type != PtxType.B32) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    ternary(emission, IntegerArithmetic.ternary("fns", 32, false), type, type, type);
  }

  private static long literal(Emission emission, int index) {
    if (emission.operand(index) instanceof Operand.Integer(long value)) {
      return value;
    }
    throw emission.unsupported("needs a constant as operand " + (index + 1));
  }

  private static void logic3(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(5);
    long table = literal(emission, 4);
    if (type != PtxType.B32 || table < 0 || table > 255) {
      throw emission.unsupported("needs .b32 and a table of 0..255");
    }
    emission.emit(
        Steps.ternary(
            "lop3." + table,
            () -> BitSelection.logic((int) table),
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, type),
            emission.source(3, type)));
  }

  private static void funnelShift(Emission emission) {
    boolean left = emission.takeOne(List.of("l", "r")).equals("l");
    boolean clamp = emission.takeOne(List.of("clamp", "wrap")).equals("clamp");
    PtxType type = emission.takeType();
    emission.end(4);
    if (type != PtxType.B32) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    ternary(emission, BitSelection.funnelShift(left, clamp), type, type, PtxType.U32);
  }

  private static void permute(Emission emission) {
    PtxType type = emission.takeType();
    String mode = emission.takeAny(List.of("f4e", "b4e", "rc8", "ecl", "ecr", "rc16"));
    emission.end(4);
    if (type != PtxType.B32) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    ternary(emission, BitSelection.permute(mode), type, type, type);
  }

  private static void dotProduct(Emission emission) {
    boolean four = emission.mnemonic().equals("dp4a");
    boolean high = !four && emission.takeOne(List.of("lo", "hi")).equals("hi");
    PtxType a = emission.takeType();
    PtxType b = emission.takeType();
    emission.end(4);
    if (a.bits() != 32 || b.bits() != 32 || a.isFloat() || b.isFloat()) {
      throw emission.unsupported("is not defined for these types");
    }
    TernaryOperator function =
        four
            ? BitSelection.dotProduct4(a.isSigned(), b.isSigned())
            : BitSelection.dotProduct2(a.isSigned(), b.isSigned(), high);
    ternary(emission, function, PtxType.B32, PtxType.B32, PtxType.B32);
  }
}
