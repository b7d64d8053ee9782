package org.hlorun.interpreter.linalg;

import org.hlorun.language.shape.ElementType;

/**
 * Arithmetic in f32 or f64, each operation rounded to the type. Numbers of either type are handed
 * over as {@code double}; for f32 the operation in double, rounded again, is the one in f32, as
 * double has more than twice the digits.
 */
enum StepArithmetic {
  F32,
  F64;

  /**
   * The arithmetic of a type's numbers, or of the components of a complex type's.
   *
   * @param type one of f32, f64, c64, c128
   */
  static StepArithmetic of(ElementType type) {
    return switch (type) {
      case F32, C64 -> F32;
      case F64, C128 -> F64;
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  double round(double x) {
    return this == F32 ? (float) x : x;
  }

  double add(double a, double b) {
    return round(a + b);
  }

  double subtract(double a, double b) {
    return round(a - b);
  }

  double multiply(double a, double b) {
    return round(a * b);
  }

  double divide(double a, double b) {
    return round(a / b);
  }

  /** {@code a * b + c}, rounded once. */
  double multiplyAdd(double a, double b, double c) {
    return this == F32 ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
  }
}
