package org.hlorun.gpu.emulator.instruction;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic.Clamp;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.text.PtxType;

/** Values of floating-point types as doubles, and back. A format that is null is f64. */
final class FloatTypes {
  private FloatTypes() {}

  /** The format of a type, or of one half of a pair; null for f64. */
  static FloatFormat format(PtxType type) {
    return switch (type) {
      case F32 -> FloatFormat.F32;
      case TF32 -> FloatFormat.TF32;
      case F16, F16X2 -> FloatFormat.F16;
      case BF16, BF16X2 -> FloatFormat.BF16;
      case E4M3, E4M3X2 -> FloatFormat.E4M3;
      case E5M2, E5M2X2 -> FloatFormat.E5M2;
      default -> null;
    };
  }

  static double decode(FloatFormat format, long bits) {
    if (format == null) {
      return Bits.f64(bits);
    }
    if (format == FloatFormat.F32) {
      return Bits.f32(bits);
    }
    return format.decode(format == FloatFormat.TF32 ? bits >>> 13 : bits);
  }

  static long encode(FloatFormat format, double value, Rounding rounding, boolean saturate) {
    if (format == null) {
      return Bits.f64(value);
    }
    long bits = format.encode(value, rounding, saturate);
    return format == FloatFormat.TF32 ? bits << 13 : bits;
  }

  /** Bounds a value before it is converted; NaN becomes 0 in 0..1 and stays otherwise. */
  static double clamp(double value, Clamp clamp) {
    return switch (clamp) {
      case NONE -> value;
      case UNIT -> value > 0 ? Math.min(value, 1) : 0.0;
      case POSITIVE -> value <= 0 ? 0.0 : value;
    };
  }
}
