package org.hlorun.interpreter.elementwise;

import java.util.function.DoubleBinaryOperator;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The meaning of operations on complex types, on pairs of {@code double}. For c64 the components
 * round to those of the true value but for rare cases; for c128 they are within three units in the
 * last place, also where the terms of a product or quotient cancel.
 */
final class ComplexOperations {
  private ComplexOperations() {}

  /** A complex function of one complex number. */
  @FunctionalInterface
  interface Unary {
    void apply(double real, double imaginary, ComplexNumber result);
  }

  /** A complex function of two complex numbers {@code a + bi} and {@code c + di}. */
  @FunctionalInterface
  interface Binary {
    void apply(double a, double b, double c, double d, ComplexNumber result);
  }

  /** The operation on one operand, with a complex result. */
  static Unary unary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case NEGATE -> (x, y, z) -> z.set(RealOperations.negate(x), RealOperations.negate(y));
      case SIGN -> ComplexOperations::sign;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** The operation on two operands of the same type. */
  static Binary binary(Opcode opcode, ElementType type) {
    boolean wide = type == ElementType.C128;
    return switch (opcode) {
      case ADD -> (a, b, c, d, z) -> z.set(a + c, b + d);
      case SUBTRACT -> (a, b, c, d, z) -> z.set(a - c, b - d);
      case MULTIPLY -> wide ? ComplexOperations::multiply : ComplexOperations::multiplyNarrow;
      case DIVIDE -> ComplexQuotient::divide;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** The operation with a real result on the components of one operand. */
  static DoubleBinaryOperator toReal(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ABS -> Math::hypot;
      case REAL -> (x, y) -> x;
      case IMAG -> (x, y) -> y;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** {@code z / |z|}, and 0 for 0. */
  private static void sign(double x, double y, ComplexNumber result) {
    if (x == 0 && y == 0) {
      result.set(x, y);
      return;
    }
    // Near 1, so that neither the modulus of huge numbers overflows nor that of tiny ones is
    // coarse.
    int exponent = -Math.getExponent(Math.max(Math.abs(x), Math.abs(y)));
    double re = Math.scalb(x, exponent);
    double im = Math.scalb(y, exponent);
    double modulus = Math.hypot(re, im);
    result.set(re / modulus, im / modulus);
  }

  /** The products of f32 numbers are exact in {@code double}. */
  private static void multiplyNarrow(double a, double b, double c, double d, ComplexNumber result) {
    result.set(a * c - b * d, a * d + b * c);
  }

  private static void multiply(double a, double b, double c, double d, ComplexNumber result) {
    result.set(sumOfProducts(a, c, -b, d), sumOfProducts(a, d, b, c));
  }

  /**
   * {@code a * b + c * d} without cancellation error (W. Kahan; C.-P. Jeannerod, N. Louvet, J.-M.
   * Muller, Further analysis of Kahan's algorithm, 2013): within 1.5 units in the last place.
   */
  private static double sumOfProducts(double a, double b, double c, double d) {
    double product = c * d;
    double error = Math.fma(c, d, -product);
    double sum = Math.fma(a, b, product) + error;
    return Double.isFinite(sum) ? sum : a * b + product;
  }
}
