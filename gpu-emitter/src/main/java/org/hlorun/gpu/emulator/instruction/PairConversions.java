package org.hlorun.gpu.emulator.instruction;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic.Clamp;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.PtxType;

/** Conversions to and from two values in one register. */
final class PairConversions {
  private PairConversions() {}

  static void convert(
      Emission emission, PtxType to, PtxType from, Rounding rounding, boolean finite, Clamp clamp) {
    if (rounding == null || !to.isPair() || !to.isFloat() || !from.isFloat()) {
      throw emission.unsupported("needs two floating-point types and a rounding");
    }
    FloatFormat target = FloatTypes.format(to);
    FloatFormat source = FloatTypes.format(from);
    int shift = to.bits() / 2;
    PtxType resultType = to.bits() == 16 ? PtxType.B16 : PtxType.B32;
    if (from == PtxType.F32) {
      emission.end(3);
      LongBinaryOperator function =
          (high, low) ->
              convert(source, target, high, rounding, finite, clamp) << shift
                  | convert(source, target, low, rounding, finite, clamp);
      emission.emit(
          Steps.binary(
              emission.instruction().opcode(),
              () -> function,
              emission.result(0, resultType),
              emission.source(1, from),
              emission.source(2, from)));
      return;
    }
    emission.end(2);
    if (!from.isPair()) {
      throw emission.unsupported("does not convert ." + from + " to a pair");
    }
    int half = from.bits() / 2;
    long mask = (1L << half) - 1;
    LongUnaryOperator function =
        value ->
            convert(source, target, value >>> half, rounding, finite, clamp) << shift
                | convert(source, target, value & mask, rounding, finite, clamp);
    PtxType sourceType = from.bits() == 16 ? PtxType.B16 : PtxType.B32;
    emission.emit(
        Steps.unary(
            emission.instruction().opcode(),
            () -> function,
            emission.result(0, resultType),
            emission.source(1, sourceType)));
  }

  private static long convert(
      FloatFormat source,
      FloatFormat target,
      long bits,
      Rounding rounding,
      boolean finite,
      Clamp clamp) {
    double value = FloatTypes.clamp(FloatTypes.decode(source, bits), clamp);
    return FloatTypes.encode(target, value, rounding, finite);
  }
}
