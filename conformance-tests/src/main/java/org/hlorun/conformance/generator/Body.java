package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A computation under construction: the values it has so far, and how more are added. */
final class Body {
  private static final int MAX_CONSTANT = 64;

  final Draft draft;
  final Draw draw;
  final HloComputation computation;

  /** How many computations this one is inside of. */
  final int depth;

  private final List<Value> arrays = new ArrayList<>();
  private final List<Value> approximations = new ArrayList<>();
  private final List<Value> tuples = new ArrayList<>();

  Body(Draft draft, String name, int depth) {
    this.draft = draft;
    this.draw = draft.draw;
    this.computation = draft.module.addComputation(name);
    this.depth = depth;
  }

  /** Adds a parameter behind the ones that are there. */
  Value parameter(Shape shape, List<Range> ranges) {
    long number = computation.parameterInstructions().size();
    return add(
        Opcode.PARAMETER,
        shape,
        ranges,
        Attributes.of(Attribute.PARAMETER_NUMBER, number),
        List.of());
  }

  /** An instruction whose shape follows from its operands. */
  Value add(Opcode opcode, Range range, Attributes attributes, Value... operands) {
    Shape shape =
        ShapeInference.infer(
            opcode, Arrays.stream(operands).map(v -> v.instruction().shape()).toList(), attributes);
    return add(opcode, shape, List.of(range), attributes, List.of(operands));
  }

  /** An instruction of a given shape. */
  Value add(
      Opcode opcode, Shape shape, List<Range> ranges, Attributes attributes, List<Value> operands) {
    HloInstruction instruction =
        computation.add(
            opcode.mnemonic(),
            opcode,
            shape,
            operands.stream().map(Value::instruction).toList(),
            attributes);
    Value value = new Value(instruction, ranges);
    listOf(value).add(value);
    return value;
  }

  private List<Value> listOf(Value value) {
    if (!value.isArray()) {
      return tuples;
    }
    return value.range().approximate() ? approximations : arrays;
  }

  /** All array values whose bits are determined. */
  List<Value> arrays() {
    return arrays;
  }

  /** The values that are known within some ULPs, which may be moved about only. */
  List<Value> approximations() {
    return approximations;
  }

  List<Value> tuples() {
    return tuples;
  }

  /** One of the array values that have a property, the later ones more often. */
  Optional<Value> find(Predicate<Value> property) {
    List<Value> found = arrays.stream().filter(property).toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int first = draw.percent(50) ? Math.max(0, found.size() - 4) : 0;
    return Optional.of(draw.of(found.subList(first, found.size())));
  }

  /** As {@link #find}, approximations included: for instructions that only move elements. */
  Optional<Value> findMovable(Predicate<Value> property) {
    List<Value> found = approximations.stream().filter(property).toList();
    return found.isEmpty() || draw.percent(60) ? find(property) : Optional.of(draw.of(found));
  }

  /** A value of a shape: one that is there, or a new one. */
  Value like(ArrayShape shape) {
    Optional<Value> known = draw.percent(75) ? find(v -> v.hasShape(shape)) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    return switch (draw.between(0, 3)) {
      case 0 -> converted(shape);
      case 1 -> iota(shape);
      default -> splat(shape);
    };
  }

  /** Another type's value of these dimensions, converted to small numbers of the type. */
  private Value converted(ArrayShape shape) {
    Optional<Value> source =
        find(
            v ->
                v.shape().dimensions().equals(shape.dimensions())
                    && (v.type().isPred() || v.type() == ElementType.S8 || v.type().isUnsigned())
                    && v.range().fits(shape.elementType()));
    if (source.isEmpty() || shape.elementType() == ElementType.F8E8M0FNU) {
      return splat(shape);
    }
    Range range = source.get().type().isPred() ? Range.integers(1) : source.get().range();
    return add(
        Opcode.CONVERT,
        shape.withDefaultLayout(),
        List.of(range.in(shape.elementType())),
        Attributes.none(),
        List.of(source.get()));
  }

  private Value iota(ArrayShape shape) {
    ElementType type = shape.elementType();
    if (shape.rank() == 0 || type.isPred() || type == ElementType.F8E8M0FNU) {
      return constant(shape);
    }
    int dimension = draw.between(0, shape.rank() - 1);
    Range range = Range.integers(Math.max(1, shape.dimension(dimension) - 1));
    if (!range.fits(type)) {
      return splat(shape);
    }
    return add(
        Opcode.IOTA,
        shape.withDefaultLayout(),
        List.of(range),
        Attributes.of(Attribute.IOTA_DIMENSION, (long) dimension),
        List.of());
  }

  /** A small constant, or a broadcast scalar. */
  private Value splat(ArrayShape shape) {
    if (shape.rank() == 0 || shape.elementCount() <= MAX_CONSTANT && draw.percent(60)) {
      return constant(shape);
    }
    Value scalar = constant(ArrayShape.scalar(shape.elementType()));
    return broadcast(scalar, shape, LongList.empty());
  }

  /** A value with its dimensions sent to some of those of a shape. */
  Value broadcast(Value operand, ArrayShape shape, LongList dimensions) {
    return add(
        Opcode.BROADCAST,
        shape.withDefaultLayout(),
        List.of(operand.range()),
        Attributes.of(Attribute.DIMENSIONS, dimensions),
        List.of(operand));
  }

  /** A constant of small integers. */
  Value constant(ArrayShape shape) {
    Range range = Literals.smallRange(shape.elementType());
    return constant(Literals.random(draw, shape.withDefaultLayout(), range), range);
  }

  /** A scalar constant. */
  Value scalar(ElementType type, double value) {
    return constant(ArrayLiteral.scalar(type, value), Range.integers(Math.abs(value)));
  }

  Value constant(ArrayLiteral literal, Range range) {
    return add(
        Opcode.CONSTANT,
        literal.shape(),
        List.of(range),
        Attributes.of(Attribute.VALUE, literal),
        List.of());
  }

  /** The elements of a tuple, each by its own instruction. */
  List<Value> elements(Value tuple) {
    TupleShape shape = tuple.instruction().shape().asTuple();
    List<Value> elements = new ArrayList<>();
    int leaf = 0;
    for (int i = 0; i < shape.size(); i++) {
      int leaves = Literals.leafCount(shape.element(i));
      elements.add(
          add(
              Opcode.GET_TUPLE_ELEMENT,
              shape.element(i),
              tuple.ranges().subList(leaf, leaf + leaves),
              Attributes.of(Attribute.INDEX, (long) i),
              List.of(tuple)));
      leaf += leaves;
    }
    return elements;
  }

  /** A tuple of values, which may be tuples themselves. */
  Value tuple(List<Value> elements) {
    Shape shape =
        new TupleShape(elements.stream().map(element -> element.instruction().shape()).toList());
    List<Range> ranges = elements.stream().flatMap(e -> e.ranges().stream()).toList();
    return add(Opcode.TUPLE, shape, ranges, Attributes.none(), elements);
  }
}
