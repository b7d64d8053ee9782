package org.hlorun.gpu.emulator.instruction;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** Floating-point constants as values of a type. */
final class Constants {
  private Constants() {}

  static long bits(Emission emission, Operand.Float constant, PtxType type) {
    if (constant.single() && (type == PtxType.F32 || type == PtxType.B32)) {
      return constant.bits();
    }
    if (!constant.single() && (type == PtxType.F64 || type == PtxType.B64)) {
      return constant.bits();
    }
    if (type == PtxType.F32) {
      return Bits.f32((float) Bits.f64(constant.bits()));
    }
    if (type == PtxType.F64) {
      return Bits.f64((double) Bits.f32(constant.bits()));
    }
    throw emission.unsupported("has a floating-point constant where a ." + type + " belongs");
  }
}
