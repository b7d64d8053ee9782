package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Computations that combine elements: associative, commutative and exact. */
final class Reducers {
  /**
   * One way to combine elements of a type.
   *
   * @param opcode the operation
   * @param neutral its neutral element, or a number that no element is beyond
   * @param range what is known of the result
   */
  record Monoid(Opcode opcode, double neutral, Range range) {}

  private Reducers() {}

  /**
   * A way to combine so many elements of a range, if there is one.
   *
   * @param count the number of elements that are combined, the initial one included
   */
  static Optional<Monoid> monoid(Body body, ElementType type, Range range, long count) {
    if (type == ElementType.F8E8M0FNU || range.approximate()) {
      return Optional.empty();
    }
    List<Monoid> choices = new ArrayList<>();
    boolean floating = type.isFloat() || type.isComplex();
    Range sum = range.withMagnitude(range.magnitude() * Math.max(1, count));
    if (!floating || range.isExact() && sum.fits(type)) {
      choices.add(new Monoid(Opcode.ADD, 0, floating ? sum : Range.any(type)));
    }
    if (floating ? range.magnitude() <= 1 && range.fractionBits() == 0 : !type.isPred()) {
      boolean bounded = floating && !type.isComplex();
      if (bounded || !floating) {
        choices.add(new Monoid(Opcode.MULTIPLY, 1, floating ? range : Range.any(type)));
      }
    }
    if (!type.isComplex()) {
      boolean bounded = floating && range.isExact();
      double low = bounded ? -range.magnitude() : lowest(type);
      choices.add(new Monoid(Opcode.MAXIMUM, low, range));
      choices.add(new Monoid(Opcode.MINIMUM, bounded ? -low : highest(type), range));
    }
    if (!floating) {
      choices.add(new Monoid(Opcode.OR, 0, Range.any(type)));
      choices.add(new Monoid(Opcode.AND, type.isPred() ? 1 : -1, Range.any(type)));
      choices.add(new Monoid(Opcode.XOR, 0, Range.any(type)));
    }
    return choices.isEmpty() ? Optional.empty() : Optional.of(body.draw.of(choices));
  }

  private static double lowest(ElementType type) {
    if (type.isFloat()) {
      return type.floatFormat().hasInfinity()
          ? Double.NEGATIVE_INFINITY
          : -type.floatFormat().maxFinite();
    }
    return type.isSigned() ? -Math.scalb(1.0, type.bitWidth() - 1) : 0;
  }

  private static double highest(ElementType type) {
    return type.isFloat() ? -lowest(type) : Range.any(type).magnitude() - (type.isSigned() ? 1 : 0);
  }

  /** {@code (a, b) -> opcode(a, b)} over scalars. */
  static HloComputation binary(Draft draft, Opcode opcode, ElementType type) {
    return draft.shared(
        opcode + "_" + type.text(),
        () -> {
          Body body = new Body(draft, opcode.name().toLowerCase(java.util.Locale.ROOT), 9);
          Value left = body.parameter(ArrayShape.scalar(type), List.of(Range.any(type)));
          Value right = body.parameter(ArrayShape.scalar(type), List.of(Range.any(type)));
          boolean swapped = body.draw.percent(20);
          body.add(
              opcode,
              ArrayShape.scalar(type),
              List.of(Range.any(type)),
              Attributes.none(),
              swapped ? List.of(right, left) : List.of(left, right));
          return body.computation;
        });
  }

  /** {@code (a, b) -> b} over scalars. */
  static HloComputation second(Draft draft, ElementType type) {
    return draft.shared(
        "second_" + type.text(),
        () -> {
          Body body = new Body(draft, "second", 9);
          body.parameter(ArrayShape.scalar(type), List.of(Range.any(type)));
          Value right = body.parameter(ArrayShape.scalar(type), List.of(Range.any(type)));
          body.computation.setRoot(right.instruction());
          return body.computation;
        });
  }
}
