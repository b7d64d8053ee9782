package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.arithmetic.Pairs;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code atom} and {@code red}. */
final class AtomicInstructions {
  private static final List<String> OPERATIONS =
      List.of("and", "or", "xor", "exch", "cas", "add", "inc", "dec", "min", "max");

  private AtomicInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("atom", AtomicInstructions::atomic);
    table.put("red", AtomicInstructions::atomic);
  }

  private static void atomic(Emission emission) {
    boolean returns = emission.mnemonic().equals("atom");
    Space space = MemoryInstructions.takeSpace(emission);
    emission.takeAny(List.of("relaxed", "acquire", "release", "acq_rel"));
    emission.takeAny(List.of("cta", "cluster", "gpu", "sys"));
    String operation = emission.takeOne(OPERATIONS);
    emission.take("noftz");
    PtxType type = emission.takeType();
    boolean compares = operation.equals("cas");
    int first = returns ? 1 : 0;
    emission.end(first + (compares ? 3 : 2));
    TernaryOperator function = function(operation, type, space);
    if (function == null || !returns && (compares || operation.equals("exch"))) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    MemoryInstructions.Place place =
        MemoryInstructions.place(emission, emission.address(first), space);
    emission.kernel().accesses(place.space(), type.bytes());
    PtxType register = type.isPair() || type.isFloat() && type.bits() == 16 ? bits(type) : type;
    int b = emission.source(first + 1, register);
    emission.emit(
        Steps.atomic(
            place.space(),
            place.base(),
            place.offset(),
            type.bytes(),
            function,
            returns ? emission.result(0, register) : -1,
            b,
            compares ? emission.source(first + 2, register) : b));
  }

  private static PtxType bits(PtxType type) {
    return type.bits() == 16 ? PtxType.B16 : PtxType.B32;
  }

  /** The new value, from the old one and the operands; null for a type that it has not. */
  private static TernaryOperator function(String operation, PtxType type, Space space) {
    if (type.bits() < 16 || type.bits() > 64) {
      return null;
    }
    boolean bits = type.kind() == PtxType.Kind.BITS;
    if (operation.equals("cas")) {
      return bits ? (old, b, c) -> old == b ? c : old : null;
    }
    if (operation.equals("exch")) {
      return bits && type.bits() >= 32 ? (old, b, c) -> b : null;
    }
    if (operation.equals("inc") || operation.equals("dec")) {
      return type == PtxType.U32 ? step(operation.equals("inc")) : null;
    }
    boolean logic = List.of("and", "or", "xor").contains(operation);
    if (bits != logic || type.bits() == 16 && !type.isFloat()) {
      return null;
    }
    LongBinaryOperator binary =
        type.isFloat()
            ? floats(operation, type, space)
            : IntegerArithmetic.binary(operation, type.bits(), type.isSigned());
    return binary == null ? null : (old, b, c) -> binary.applyAsLong(old, b);
  }

  private static TernaryOperator step(boolean up) {
    return up
        ? (old, b, c) -> old >= b ? 0 : old + 1
        : (old, b, c) -> old == 0 || old > b ? b : old - 1;
  }

  /** Additions of f32 in global memory flush subnormal numbers. */
  private static LongBinaryOperator floats(String operation, PtxType type, Space space) {
    boolean narrow = type.bits() == 16 || type.isPair();
    if (!operation.equals("add") && !(narrow && List.of("min", "max").contains(operation))) {
      return null;
    }
    FloatFormat format = FloatTypes.format(type);
    boolean flush = type == PtxType.F32 && space == Space.GLOBAL;
    LongBinaryOperator function =
        new FloatArithmetic(format, Rounding.NEAREST_EVEN, flush, FloatArithmetic.Clamp.NONE)
            .binary(operation);
    return type.isPair() ? Pairs.of(function) : function;
  }
}
