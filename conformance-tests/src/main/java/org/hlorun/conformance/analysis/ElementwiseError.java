package org.hlorun.conformance.analysis;

import org.hlorun.language.ir.Opcode;

/**
 * First-order bounds of how an error of the operands becomes one of an elementwise result (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd edition, sections 1.6 and 3.3: running error
 * analysis): {@code |f'|} times the error, with care where that is not small against the operand.
 * Numbers of complex types come as their magnitudes, for which the bounds hold as well.
 */
final class ElementwiseError {
  private ElementwiseError() {}

  /**
   * The error that the result has from those of its operands, before it is rounded itself.
   *
   * @param v the result
   * @param x operands
   * @param e bounds of their absolute errors
   * @param complex whether the numbers are magnitudes of complex ones
   */
  static double propagated(Opcode opcode, double v, double[] x, double[] e, boolean complex) {
    return switch (opcode) {
      case ADD, SUBTRACT, COMPLEX -> e[0] + e[1];
      case MULTIPLY -> Math.abs(x[0]) * e[1] + Math.abs(x[1]) * e[0] + e[0] * e[1];
      case DIVIDE -> quotient(e[0] + Math.abs(v) * e[1], Math.abs(x[1]) - e[1]);
      case REMAINDER -> e[0] + e[1] > 0 ? Math.abs(x[1]) + e[1] : 0;
      case MAXIMUM, MINIMUM -> Math.max(e[0], e[1]);
      case CLAMP -> Math.max(e[0], Math.max(e[1], e[2]));
      case SELECT -> x[0] != 0 ? e[1] : e[2];
      case POWER -> power(v, x, e);
      case ATAN2 ->
          Math.min(quotient(Math.abs(x[0]) * e[1] + Math.abs(x[1]) * e[0], square(x)), 2 * Math.PI);
      case NEGATE, ABS, REAL, IMAG, COPY, CONVERT, REDUCE_PRECISION, OPT_BARRIER -> e[0];
      case SIGN -> e[0] > 0 && e[0] >= Math.abs(x[0]) ? 2 : 0;
      case FLOOR, CEIL, ROUND_NEAREST_AFZ, ROUND_NEAREST_EVEN -> e[0] > 0 ? 1 + e[0] : 0;
      default -> function(opcode, v, x[0], e[0], complex);
    };
  }

  private static double square(double[] x) {
    return x[0] * x[0] + x[1] * x[1];
  }

  /** Zero over anything is zero; anything over nothing is unbounded. */
  private static double quotient(double numerator, double denominator) {
    if (numerator == 0) {
      return 0;
    }
    return denominator > 0 ? numerator / denominator : Double.POSITIVE_INFINITY;
  }

  private static double power(double v, double[] x, double[] e) {
    double relative = quotient(Math.abs(x[1]) * e[0], Math.abs(x[0]));
    double exponent = e[1] == 0 ? 0 : Math.abs(Math.log(Math.abs(x[0]))) * e[1];
    return relative + exponent == 0 ? 0 : Math.abs(v) * Math.expm1(relative + exponent);
  }

  private static double function(Opcode opcode, double v, double x, double e, boolean complex) {
    if (e == 0) {
      return 0;
    }
    double result = Math.abs(v);
    double magnitude = Math.abs(x);
    // The square of a real sine, tangent or their like counts with its sign in the slope.
    double square = complex ? result * result : -result * result;
    return switch (opcode) {
      case SQRT -> Math.min(quotient(e, result), Math.sqrt(e));
      case RSQRT -> result * quotient(e, magnitude - e);
      case CBRT -> Math.min(quotient(e, result * result), Math.cbrt(4 * e));
      case EXPONENTIAL -> result * Math.expm1(e);
      case EXPONENTIAL_MINUS_ONE, SINH, COSH -> (result + 1) * Math.expm1(e);
      case LOG -> quotient(e, magnitude - e);
      case LOG_PLUS_ONE -> quotient(e, Math.abs(1 + x) - e);
      case ERF -> Math.min(1.13 * e, 2); // 2 / sqrt(pi)
      case TAN -> (1 + result * result) * e;
      case TANH -> bounded(Math.max(0, 1 + square) * e + e * e, e, 2, complex);
      case SINE, COSINE -> bounded(Math.sqrt(Math.max(0, 1 + square)) * e + e * e, e, 2, complex);
      case ASIN, ACOS, ACOSH ->
          Math.min(quotient(e, Math.sqrt(Math.abs(1 - x * x))), 2 * Math.sqrt(e));
      case ATANH -> quotient(e, Math.abs(1 - x * x) - e);
      case LOGISTIC -> bounded(Math.min(0.25, result) * e + e * e, 0.25 * e, 1, complex);
      default -> e; // a slope of at most 1: asinh
    };
  }

  /** A real function's error is not above its greatest slope times {@code e}, nor its range. */
  private static double bounded(double error, double steepest, double range, boolean complex) {
    return complex ? error : Math.min(error, Math.min(steepest, range));
  }
}
