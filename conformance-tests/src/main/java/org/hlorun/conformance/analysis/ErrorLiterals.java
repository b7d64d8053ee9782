package org.hlorun.conformance.analysis;

import java.util.List;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Arrays of f64 that bound errors. */
final class ErrorLiterals {
  private ErrorLiterals() {}

  /** The shape of the bounds of an array. */
  static ArrayShape shape(ArrayShape shape) {
    return ArrayShape.of(ElementType.F64, shape.dimensions());
  }

  /** The same bound everywhere; integers and booleans have none. */
  static Literal filled(Shape shape, double bound) {
    if (shape instanceof TupleShape tuple) {
      return new TupleLiteral(tuple.elements().stream().map(s -> filled(s, bound)).toList());
    }
    if (!(shape instanceof ArrayShape array)) {
      return new TokenLiteral(shape);
    }
    ArrayLiteral literal = ArrayLiteral.allocate(shape(array));
    if (bound != 0 && isRounded(array.elementType())) {
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, bound);
      }
    }
    return literal;
  }

  static boolean isRounded(ElementType type) {
    return type.isFloat() || type.isComplex();
  }

  /** An element as a real number: the magnitude of a complex one. */
  static double number(ArrayLiteral literal, long i) {
    return literal.elementType().isComplex()
        ? Math.hypot(literal.getDouble(i), literal.getImaginary(i))
        : literal.getDouble(i);
  }

  /** The magnitudes of an array's elements; what is not finite counts as 0. */
  static ArrayLiteral magnitudes(ArrayLiteral literal) {
    ArrayLiteral magnitudes = ArrayLiteral.allocate(shape(literal.shape()));
    for (long i = 0; i < literal.elementCount(); i++) {
      double magnitude = Math.abs(number(literal, i));
      magnitudes.setDouble(i, Double.isFinite(magnitude) ? magnitude : 0);
    }
    return magnitudes;
  }

  /** What some units in the last place of a value are, those of the smallest numbers included. */
  static double rounding(ElementType type, double value, double ulps) {
    double smallest =
        Math.scalb(1.0, 1 - type.floatFormat().bias() - type.floatFormat().mantissaBits());
    double magnitude = Double.isFinite(value) ? Math.abs(value) : 0;
    return ulps * (2 * Tolerance.roundoff(type) * magnitude + smallest);
  }

  /**
   * The bounds with {@link Tolerance#UNBOUNDED} in place of what overflowed, which would be no
   * number any more at the next zero that it is multiplied by.
   */
  static Literal capped(Literal bounds) {
    if (bounds instanceof TupleLiteral tuple) {
      tuple.elements().forEach(ErrorLiterals::capped);
    } else if (bounds instanceof ArrayLiteral array) {
      for (long i = 0; i < array.elementCount(); i++) {
        if (!(array.getDouble(i) < Tolerance.UNBOUNDED)) {
          array.setDouble(i, Tolerance.UNBOUNDED);
        }
      }
    }
    return bounds;
  }

  /** The largest element; 0 of none. */
  static double largest(ArrayLiteral literal) {
    double largest = 0;
    for (long i = 0; i < literal.elementCount(); i++) {
      double magnitude = Math.abs(number(literal, i));
      largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
    }
    return largest;
  }

  private static double largestError(Literal error) {
    if (error instanceof TupleLiteral tuple) {
      return tuple.elements().stream().mapToDouble(ErrorLiterals::largestError).max().orElse(0);
    }
    return error instanceof ArrayLiteral array ? largest(array) : 0;
  }

  /**
   * A bound by norms for what has no rule of its own: the operands' largest error, and as many
   * roundings of the largest element as the largest operand has elements.
   */
  static Literal normwise(List<RunningError.Bounded> operands, Literal value) {
    double passedOn = operands.stream().mapToDouble(o -> largestError(o.error())).max().orElse(0);
    long terms =
        operands.stream()
            .filter(operand -> operand.value() instanceof ArrayLiteral)
            .mapToLong(operand -> operand.value().asArray().elementCount())
            .max()
            .orElse(0);
    return normwise(value, passedOn, terms);
  }

  static Literal normwise(Literal value, double passedOn, long terms) {
    if (value instanceof TupleLiteral tuple) {
      return new TupleLiteral(
          tuple.elements().stream().map(element -> normwise(element, passedOn, terms)).toList());
    }
    if (!(value instanceof ArrayLiteral array) || !isRounded(array.elementType())) {
      return filled(value.shape(), 0);
    }
    double rounding = rounding(array.elementType(), largest(array), terms);
    return filled(array.shape(), passedOn + rounding);
  }
}
