package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/** Reductions whose every order of evaluation gives the same. */
final class ReductionSteps {
  private ReductionSteps() {}

  static boolean reduce(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    LongList dimensions = LongList.of(body.draw.subset(value.rank()));
    long count = dimensions.stream().map(d -> value.size((int) d)).reduce(1, (a, b) -> a * b);
    Optional<Reducers.Monoid> found = Reducers.monoid(body, value.type(), value.range(), count + 1);
    if (found.isEmpty()) {
      return false;
    }
    Reducers.Monoid monoid = found.get();
    Attributes attributes =
        Attributes.of(Attribute.DIMENSIONS, dimensions)
            .with(Attribute.TO_APPLY, Reducers.binary(body.draft, monoid.opcode(), value.type()));
    Value initial = initial(body, value, monoid);
    Range range = monoid.range().union(initial.range().in(value.type()));
    body.add(Opcode.REDUCE, range, attributes, value, initial);
    return true;
  }

  /** The neutral element, or an element of the range. */
  private static Value initial(Body body, Value value, Reducers.Monoid monoid) {
    if (body.draw.percent(25)) {
      ArrayShape scalar = ArrayShape.scalar(value.type());
      Optional<Value> other =
          body.find(v -> v.hasShape(scalar) && value.range().contains(v.range()));
      if (other.isPresent()) {
        return other.get();
      }
    }
    return body.scalar(value.type(), monoid.neutral());
  }

  /** Whether every back end finds the same element the largest. */
  private static boolean hasOrder(Value value) {
    return value.rank() > 0
        && value.range().isExact()
        && !value.range().openZero()
        && !value.type().isComplex()
        && ElementwiseSteps.isComputable(value);
  }

  /** The largest elements with their indices, the first of equal ones. */
  static boolean argmax(Body body) {
    Optional<Value> operand = body.find(ReductionSteps::hasOrder);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    ArrayShape places = value.shape().withElementType(ElementType.S32).withDefaultLayout();
    int dimension = body.draw.between(0, value.rank() - 1);
    Range indices = Range.integers(1L << 31);
    Value index =
        body.add(
            Opcode.IOTA,
            places,
            List.of(indices),
            Attributes.of(Attribute.IOTA_DIMENSION, (long) dimension),
            List.of());
    LongList dimensions = LongList.of(dimension);
    Attributes attributes =
        Attributes.of(Attribute.DIMENSIONS, dimensions)
            .with(Attribute.TO_APPLY, larger(body.draft, value.type()));
    ArrayShape result = without(value.shape(), dimension);
    Range range = value.range().union(Range.integers(value.range().magnitude()));
    Value largest =
        body.add(
            Opcode.REDUCE,
            new TupleShape(List.of(result, result.withElementType(ElementType.S32))),
            List.of(range, indices),
            attributes,
            List.of(
                value,
                index,
                body.scalar(value.type(), lowest(value)),
                body.scalar(ElementType.S32, Integer.MAX_VALUE)));
    body.elements(largest);
    return true;
  }

  private static double lowest(Value value) {
    boolean signed = value.type().isSigned() || value.type().isFloat();
    return signed ? -value.range().magnitude() : 0;
  }

  private static ArrayShape without(ArrayShape shape, int dimension) {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (i != dimension) {
        sizes.add(shape.dimension(i));
      }
    }
    return ArrayShape.of(shape.elementType(), sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** {@code (a, i, b, j) -> a > b or a = b and i < j ? (a, i) : (b, j)}. */
  private static HloComputation larger(Draft draft, ElementType type) {
    return draft.shared(
        "larger_" + type.text(),
        () -> {
          Body body = new Body(draft, "larger", 9);
          List<Value> p = new ArrayList<>();
          for (ElementType part : List.of(type, ElementType.S32, type, ElementType.S32)) {
            p.add(body.parameter(ArrayShape.scalar(part), List.of(Range.any(part))));
          }
          Value above = compare(body, ComparisonDirection.GT, p.get(0), p.get(2));
          Value equal = compare(body, ComparisonDirection.EQ, p.get(0), p.get(2));
          Value earlier = compare(body, ComparisonDirection.LT, p.get(1), p.get(3));
          Range flag = Range.integers(1);
          Value tie = body.add(Opcode.AND, flag, Attributes.none(), equal, earlier);
          Value first = body.add(Opcode.OR, flag, Attributes.none(), above, tie);
          Value value = pick(body, first, p.get(0), p.get(2));
          Value index = pick(body, first, p.get(1), p.get(3));
          body.computation.setRoot(body.tuple(List.of(value, index)).instruction());
          return body.computation;
        });
  }

  private static Value compare(Body body, ComparisonDirection direction, Value left, Value right) {
    Attributes attributes = Attributes.of(Attribute.DIRECTION, direction);
    return body.add(Opcode.COMPARE, Range.integers(1), attributes, left, right);
  }

  private static Value pick(Body body, Value predicate, Value one, Value other) {
    return body.add(Opcode.SELECT, one.range(), Attributes.none(), predicate, one, other);
  }

  static boolean reduceWindow(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Window window = window(body.draw, value.shape(), true);
    long count = window.dimensions().stream().mapToLong(d -> d.size()).reduce(1, (a, b) -> a * b);
    Optional<Reducers.Monoid> found = Reducers.monoid(body, value.type(), value.range(), count + 1);
    ArrayShape positions = positions(value.shape(), window);
    if (found.isEmpty() || body.draft.isTooLarge(positions)) {
      return false;
    }
    Reducers.Monoid monoid = found.get();
    Attributes attributes =
        Attributes.of(Attribute.WINDOW, window)
            .with(Attribute.TO_APPLY, Reducers.binary(body.draft, monoid.opcode(), value.type()));
    Value initial = body.scalar(value.type(), monoid.neutral());
    Range range = monoid.range().union(initial.range().in(value.type()));
    body.add(Opcode.REDUCE_WINDOW, range, attributes, value, initial);
    return true;
  }

  /** A window over a shape. */
  static Window window(Draw draw, ArrayShape shape, boolean dilated) {
    List<WindowDimension> dimensions = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      long size = draw.percent(40) ? 1 : draw.between(1, 4);
      if (draw.percent(10) && shape.dimension(i) > 0 && shape.dimension(i) < 40) {
        size = shape.dimension(i);
      }
      long padding = draw.percent(60) ? 0 : draw.between(-1, 2);
      dimensions.add(
          new WindowDimension(
              size,
              draw.percent(60) ? 1 : draw.between(1, 3),
              size == 1 && draw.percent(70) ? 0 : draw.percent(15) ? size - 1 : padding,
              size == 1 && draw.percent(70) ? 0 : draw.between(0, 2) - (draw.percent(20) ? 1 : 0),
              dilated && draw.percent(20) ? draw.between(1, 3) : 1,
              dilated && draw.percent(15) ? draw.between(1, 3) : 1,
              false));
    }
    return new Window(dimensions);
  }

  private static ArrayShape positions(ArrayShape shape, Window window) {
    long[] sizes = new long[shape.rank()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = window.dimension(i).outputSize(shape.dimension(i));
    }
    return ArrayShape.of(shape.elementType(), sizes);
  }

  /** Sums of what a window's largest or smallest elements get. */
  static boolean selectAndScatter(Body body) {
    Optional<Value> operand = body.find(ReductionSteps::hasOrder);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Window window = window(body.draw, value.shape(), false);
    ArrayShape positions = positions(value.shape(), window);
    long count = window.dimensions().stream().mapToLong(d -> d.size()).reduce(1, (a, b) -> a * b);
    if (body.draft.isTooLarge(positions)) {
      return false;
    }
    Value source = body.like(positions);
    Range sum = source.range().withMagnitude(source.range().magnitude() * (count + 1));
    if (value.type().isFloat() && (!source.range().isExact() || !sum.fits(value.type()))) {
      return false;
    }
    Opcode add = value.type().isPred() ? Opcode.OR : Opcode.ADD;
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.WINDOW, window)
            .put(Attribute.SELECT, choice(body.draft, value.type()))
            .put(Attribute.SCATTER, Reducers.binary(body.draft, add, value.type()))
            .build();
    Range range = value.type().isFloat() ? sum : Range.any(value.type());
    Value zero = body.scalar(value.type(), 0);
    body.add(Opcode.SELECT_AND_SCATTER, range, attributes, value, source, zero);
    return true;
  }

  private static HloComputation choice(Draft draft, ElementType type) {
    ComparisonDirection direction =
        draft.draw.of(
            ComparisonDirection.GE,
            ComparisonDirection.GT,
            ComparisonDirection.LE,
            ComparisonDirection.LT);
    return draft.shared(
        "choice_" + direction + type.text(),
        () -> {
          Body body = new Body(draft, "choice", 9);
          ArrayShape scalar = ArrayShape.scalar(type);
          Value one = body.parameter(scalar, List.of(Range.any(type)));
          Value other = body.parameter(scalar, List.of(Range.any(type)));
          Value chosen = compare(body, direction, one, other);
          body.computation.setRoot(chosen.instruction());
          return body.computation;
        });
  }
}
