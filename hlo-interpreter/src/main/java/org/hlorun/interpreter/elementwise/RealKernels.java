package org.hlorun.interpreter.elementwise;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Loops over blocks of a float type: the commonest operations of {@link RealOperations} written
 * out, so that HotSpot vectorises them, the others through their operator.
 */
final class RealKernels {
  private RealKernels() {}

  static Kernel unary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ABS -> RealKernels::abs;
      case NEGATE -> RealKernels::negate;
      case REAL -> plain(RealOperations.unary(opcode, type));
      default -> arithmetic(RealOperations.unary(opcode, type));
    };
  }

  static Kernel binary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ADD -> RealKernels::add;
      case SUBTRACT -> RealKernels::subtract;
      case MULTIPLY -> RealKernels::multiply;
      case DIVIDE -> RealKernels::divide;
      case MAXIMUM -> RealKernels::maximum;
      case MINIMUM -> RealKernels::minimum;
      default -> arithmetic(RealOperations.binary(opcode, type));
    };
  }

  /** A function that keeps the bits of NaNs as far as it says. */
  static Kernel plain(DoubleUnaryOperator operator) {
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      double[] y = result.real;
      for (int i = 0; i < count; i++) {
        y[i] = operator.applyAsDouble(x[i]);
      }
    };
  }

  private static Kernel arithmetic(DoubleUnaryOperator operator) {
    Kernel plain = plain(operator);
    return (operands, result, count) -> {
      plain.apply(operands, result, count);
      canonicalizeNaNs(result.real, count);
    };
  }

  private static Kernel arithmetic(DoubleBinaryOperator operator) {
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      double[] y = operands[1].real;
      double[] z = result.real;
      for (int i = 0; i < count; i++) {
        z[i] = operator.applyAsDouble(x[i], y[i]);
      }
      canonicalizeNaNs(z, count);
    };
  }

  /**
   * Makes every NaN the same one. Which operand's NaN arithmetic passes on, and the sign of one
   * that it makes, depends on the machine and on how HotSpot orders operands.
   */
  static void canonicalizeNaNs(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(values[i])) {
        values[i] = Double.NaN;
      }
    }
  }

  private static void abs(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = result.real;
    for (int i = 0; i < count; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void negate(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = result.real;
    for (int i = 0; i < count; i++) {
      y[i] = RealOperations.negate(x[i]);
    }
  }

  private static void add(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] + y[i];
    }
    canonicalizeNaNs(z, count);
  }

  private static void subtract(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] - y[i];
    }
    canonicalizeNaNs(z, count);
  }

  private static void multiply(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] * y[i];
    }
    canonicalizeNaNs(z, count);
  }

  private static void divide(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] / y[i];
    }
    canonicalizeNaNs(z, count);
  }

  private static void maximum(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = Math.max(x[i], y[i]);
    }
    restoreNaNs(x, y, z, count);
  }

  private static void minimum(Block[] operands, Block result, int count) {
    double[] x = operands[0].real;
    double[] y = operands[1].real;
    double[] z = result.real;
    for (int i = 0; i < count; i++) {
      z[i] = Math.min(x[i], y[i]);
    }
    restoreNaNs(x, y, z, count);
  }

  /** Puts the first operand's NaN, else the second's, in the place of whichever Java gave. */
  private static void restoreNaNs(double[] x, double[] y, double[] z, int count) {
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(z[i])) {
        z[i] = Double.isNaN(x[i]) ? x[i] : y[i];
      }
    }
  }
}
