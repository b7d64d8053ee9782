package org.hlorun.interpreter.elementwise;

import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** The meaning of {@code compare}. */
final class Comparisons {
  private Comparisons() {}

  /** A relation between two numbers of a float type. */
  @FunctionalInterface
  interface RealRelation {
    boolean holds(double x, double y);
  }

  /** A relation between two integers. */
  @FunctionalInterface
  interface IntegerRelation {
    boolean holds(long x, long y);
  }

  static Kernel kernel(HloInstruction compare) {
    ComparisonDirection direction = compare.get(Attribute.DIRECTION);
    ElementType type = compare.operand(0).shape().asArray().elementType();
    return switch (type.kind()) {
      case FLOAT -> isTotalOrder(compare) ? totalOrderKernel(direction) : realKernel(direction);
      case COMPLEX -> complexKernel(direction, type);
      default -> type == ElementType.U64 ? unsignedKernel(direction) : integerKernel(direction);
    };
  }

  static boolean isTotalOrder(HloInstruction compare) {
    return compare.find(Attribute.COMPARISON_TYPE).orElse(null) == ComparisonType.TOTALORDER;
  }

  private static RealRelation real(ComparisonDirection direction) {
    return switch (direction) {
      case EQ -> (x, y) -> x == y;
      case NE -> (x, y) -> x != y;
      case GE -> (x, y) -> x >= y;
      case GT -> (x, y) -> x > y;
      case LE -> (x, y) -> x <= y;
      case LT -> (x, y) -> x < y;
    };
  }

  private static IntegerRelation integer(ComparisonDirection direction) {
    return switch (direction) {
      case EQ -> (x, y) -> x == y;
      case NE -> (x, y) -> x != y;
      case GE -> (x, y) -> x >= y;
      case GT -> (x, y) -> x > y;
      case LE -> (x, y) -> x <= y;
      case LT -> (x, y) -> x < y;
    };
  }

  private static Kernel realKernel(ComparisonDirection direction) {
    RealRelation relation = real(direction);
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      double[] y = operands[1].real;
      for (int i = 0; i < count; i++) {
        result.integer[i] = relation.holds(x[i], y[i]) ? 1 : 0;
      }
    };
  }

  private static Kernel integerKernel(ComparisonDirection direction) {
    IntegerRelation relation = integer(direction);
    return (operands, result, count) -> {
      long[] x = operands[0].integer;
      long[] y = operands[1].integer;
      for (int i = 0; i < count; i++) {
        result.integer[i] = relation.holds(x[i], y[i]) ? 1 : 0;
      }
    };
  }

  private static Kernel unsignedKernel(ComparisonDirection direction) {
    IntegerRelation relation = integer(direction);
    return (operands, result, count) -> {
      long[] x = operands[0].integer;
      long[] y = operands[1].integer;
      for (int i = 0; i < count; i++) {
        result.integer[i] = relation.holds(Long.compareUnsigned(x[i], y[i]), 0) ? 1 : 0;
      }
    };
  }

  private static Kernel totalOrderKernel(ComparisonDirection direction) {
    IntegerRelation relation = integer(direction);
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      double[] y = operands[1].real;
      for (int i = 0; i < count; i++) {
        boolean holds = relation.holds(totalOrderKey(x[i]), totalOrderKey(y[i]));
        result.integer[i] = holds ? 1 : 0;
      }
    };
  }

  /**
   * An integer that is ordered as IEEE 754 totalOrder: the bits as sign and magnitude. Decoding a
   * narrower format to {@code double} keeps that order, NaN payloads included.
   */
  static long totalOrderKey(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  private static Kernel complexKernel(ComparisonDirection direction, ElementType type) {
    if (direction != ComparisonDirection.EQ && direction != ComparisonDirection.NE) {
      throw Unsupported.operation("compare with direction=" + direction, type);
    }
    int whenEqual = direction == ComparisonDirection.EQ ? 1 : 0;
    return (operands, result, count) -> {
      Block x = operands[0];
      Block y = operands[1];
      for (int i = 0; i < count; i++) {
        boolean equal = x.real[i] == y.real[i] && x.imaginary[i] == y.imaginary[i];
        result.integer[i] = equal ? whenEqual : 1 - whenEqual;
      }
    };
  }
}
