package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Values of constants and arguments. */
final class Literals {
  private Literals() {}

  /** Integers that are few enough in every type for some sums and products to be exact. */
  static Range smallRange(ElementType type) {
    if (type == ElementType.F8E8M0FNU) {
      return Range.any(type);
    }
    if (type.isFloat() || type.isComplex()) {
      int digits = type.floatFormat().mantissaBits();
      return Range.integers(digits < 7 ? 2 : digits < 10 ? 3 : 6);
    }
    return Range.integers(Math.min(Range.any(type).magnitude(), 8));
  }

  /** The number of arrays in a shape. */
  static int leafCount(Shape shape) {
    return shape instanceof TupleShape tuple
        ? tuple.elements().stream().mapToInt(Literals::leafCount).sum()
        : 1;
  }

  /** Random elements of a shape within ranges, one per leaf. */
  static Literal random(Draw draw, Shape shape, List<Range> ranges) {
    if (shape instanceof TupleShape tuple) {
      List<Literal> elements = new ArrayList<>();
      int leaf = 0;
      for (Shape element : tuple.elements()) {
        int end = leaf + leafCount(element);
        elements.add(random(draw, element, ranges.subList(leaf, end)));
        leaf = end;
      }
      return new TupleLiteral(elements);
    }
    return random(draw, shape.asArray(), ranges.getFirst());
  }

  /** Random elements of an array within a range. */
  static ArrayLiteral random(Draw draw, ArrayShape shape, Range range) {
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    ElementType type = shape.elementType();
    for (long i = 0; i < literal.elementCount(); i++) {
      if (type == ElementType.F8E8M0FNU) {
        literal.setDouble(i, Math.scalb(1.0, draw.between(-4, 4)));
      } else if (range.isExact()) {
        set(literal, i, integer(draw, type, range), integer(draw, type, range));
      } else {
        set(literal, i, arbitrary(draw, type), arbitrary(draw, type));
      }
    }
    return literal;
  }

  private static void set(ArrayLiteral literal, long index, double real, double imaginary) {
    if (literal.elementType().isComplex()) {
      literal.setComplex(index, real, imaginary);
    } else if (literal.elementType().isFloat()) {
      literal.setDouble(index, real);
    } else {
      literal.setLong(index, (long) real);
    }
  }

  private static double integer(Draw draw, ElementType type, Range range) {
    long limit = (long) Math.min(range.magnitude(), 1L << 52);
    boolean signed = type.isSigned() || type.isFloat() || type.isComplex();
    return draw.between(signed ? -limit : 0, limit);
  }

  /** Any number: a special one, one of any magnitude, or one near one. */
  private static double arbitrary(Draw draw, ElementType type) {
    FloatFormat format = type.floatFormat();
    double magnitude =
        switch (draw.between(0, 9)) {
          case 0 -> draw.of(0.0, 0.5, Double.POSITIVE_INFINITY, Double.NaN, format.maxFinite());
          case 1 -> format.decode(draw.bits() & 7);
          case 2 -> format.decode(draw.bits() & ((1L << (format.bitWidth() - 1)) - 1));
          case 3, 4 -> draw.between(0, 16);
          default -> (draw.bits() >>> 11) * 0x1p-51;
        };
    return draw.percent(50) ? -magnitude : magnitude;
  }
}
