package org.hlorun.gpu.emulator.instruction;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.arithmetic.Conversion;
import org.hlorun.gpu.emulator.arithmetic.Exact;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic.Clamp;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxRegister;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code cvt}: from each type to each other. */
final class ConversionInstructions {
  private ConversionInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("cvt", ConversionInstructions::convert);
  }

  /** What the modifiers of a conversion ask for. */
  private record Request(
      Rounding rounding, boolean integral, boolean flush, boolean saturate, Clamp clamp) {}

  private static void convert(Emission emission) {
    boolean integral =
        emission.instruction().modifiers().stream()
            .anyMatch(m -> m.length() == 3 && m.endsWith("i") && Rounding.of(m) != null);
    Rounding rounding = emission.takeRounding(null);
    boolean flush = emission.take("ftz");
    boolean finite = emission.take("satfinite");
    Clamp clamp =
        emission.take("sat") ? Clamp.UNIT : emission.take("relu") ? Clamp.POSITIVE : Clamp.NONE;
    PtxType to = emission.takeType();
    PtxType from = emission.takeType();
    Request request = new Request(rounding, integral, flush, finite, clamp);
    if (to.isPair() || from.isPair()) {
      PairConversions.convert(emission, to, from, rounding, finite, clamp);
      return;
    }
    emission.end(2);
    requireNumber(emission, to);
    requireNumber(emission, from);
    Operand result = emission.operand(0);
    PtxRegister register = emission.wideResult(result, to == PtxType.TF32 ? PtxType.B32 : to);
    int width = register.type().bits();
    LongUnaryOperator function = function(emission, request, to, from, width);
    emission.emit(
        Steps.unary(
            emission.instruction().opcode() + "." + width,
            () -> function,
            emission.kernel().register(register),
            emission.wideSource(emission.operand(1), from)));
  }

  private static void requireNumber(Emission emission, PtxType type) {
    if (type.bits() < 8 || type.bits() > 64 || type.kind() == PtxType.Kind.BITS) {
      throw emission.unsupported("does not convert values of type ." + type);
    }
  }

  private static LongUnaryOperator function(
      Emission emission, Request request, PtxType to, PtxType from, int width) {
    boolean clamps = request.clamp() == Clamp.UNIT;
    if (request.clamp() == Clamp.POSITIVE && !(to.isFloat() && from.isFloat())) {
      throw emission.unsupported("does not take .relu with integers");
    }
    if (!to.isFloat() && !from.isFloat()) {
      if (request.rounding() != null || request.flush()) {
        throw emission.unsupported("does not round integers");
      }
      return Conversion.integer(
          from.bits(), from.isSigned(), to.bits(), to.isSigned(), clamps, width);
    }
    if (!to.isFloat()) {
      return toInteger(emission, request, to, from, width);
    }
    if (!from.isFloat()) {
      return fromInteger(emission, request, to, from);
    }
    return between(emission, request, to, from);
  }

  private static LongUnaryOperator toInteger(
      Emission emission, Request request, PtxType to, PtxType from, int width) {
    if (!request.integral()) {
      throw emission.unsupported("needs a rounding to an integer such as .rzi");
    }
    FloatFormat format = FloatTypes.format(from);
    boolean wide = to.bits() == 64 || from == PtxType.F64;
    Rounding rounding = request.rounding();
    boolean flush = request.flush() && from == PtxType.F32;
    int bits = to.bits();
    boolean signed = to.isSigned();
    long mask = Bits.mask(width);
    return value -> {
      double number = FloatTypes.decode(format, flush ? Bits.flush32(value) : value);
      long whole = Conversion.toInteger(number, rounding, bits, signed, wide);
      return (signed ? Bits.signed(whole, bits) : whole) & mask;
    };
  }

  private static LongUnaryOperator fromInteger(
      Emission emission, Request request, PtxType to, PtxType from) {
    if (request.rounding() == null || request.integral()) {
      throw emission.unsupported("needs a rounding such as .rn");
    }
    Rounding rounding = request.rounding();
    int bits = from.bits();
    boolean signed = from.isSigned();
    boolean unit = request.clamp() == Clamp.UNIT;
    if (to == PtxType.F64) {
      return value -> {
        double number = Exact.integer64(extend(value, bits, signed), signed, rounding);
        return Bits.f64(unit ? Math.clamp(number, 0, 1) : number);
      };
    }
    FloatFormat format = FloatTypes.format(to);
    return value -> {
      double number =
          bits == 64 ? Exact.integer(value, signed) : (double) extend(value, bits, signed);
      return format.encode(unit ? Math.clamp(number, 0, 1) : number, rounding);
    };
  }

  private static long extend(long value, int bits, boolean signed) {
    return signed ? Bits.signed(value, bits) : value & Bits.mask(bits);
  }

  private static LongUnaryOperator between(
      Emission emission, Request request, PtxType to, PtxType from) {
    boolean narrows =
        to.bits() < from.bits() || to == PtxType.TF32 || to.bits() == from.bits() && to != from;
    if (request.rounding() == null ? narrows : !narrows && !request.integral()) {
      throw emission.unsupported(
          narrows ? "needs a rounding such as .rn" : "does not take a rounding");
    }
    if (request.integral() && to != from) {
      throw emission.unsupported("rounds to an integer only within one type");
    }
    FloatFormat source = FloatTypes.format(from);
    FloatFormat target = FloatTypes.format(to);
    Rounding rounding = request.rounding() == null ? Rounding.NEAREST_EVEN : request.rounding();
    boolean flushIn = request.flush() && from == PtxType.F32;
    boolean flushOut = request.flush() && to == PtxType.F32;
    return value -> {
      double number = FloatTypes.decode(source, flushIn ? Bits.flush32(value) : value);
      if (request.integral()) {
        number = Conversion.integral(number, rounding);
      }
      number = FloatTypes.clamp(number, request.clamp());
      long bits = FloatTypes.encode(target, number, rounding, request.saturate());
      return flushOut ? Bits.flush32(bits) : bits;
    };
  }
}
