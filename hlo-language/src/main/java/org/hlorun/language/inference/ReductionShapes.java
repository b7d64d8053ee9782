package org.hlorun.language.inference;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Operations that apply a computation to elements or slices: reduce, map, sort. */
final class ReductionShapes {
  private ReductionShapes() {}

  /** {@code reduce}: the dimensions that are not reduced, for every input. */
  static Shape reduce(List<Shape> operands, Given attributes) {
    List<ArrayShape> inputs = inputs(operands, "reduce");
    LongList dimensions = attributes.get(Attribute.DIMENSIONS);
    ArrayShape first = inputs.getFirst();
    ArrayShape marks = first;
    for (int i = 0; i < inputs.size(); i++) {
      Check.that(
          first.dimensions().equals(inputs.get(i).dimensions()),
          "All reduced tensors must have compatible dimension. Tensor at index 0 has shape %s, and"
              + " tensor at index %d has shape %s.",
          first,
          i,
          inputs.get(i));
      marks = ElementwiseShapes.unite(marks, inputs.get(i));
    }
    checkReduced(dimensions, first);
    checkReducer(operands, attributes);
    List<Shape> results = new ArrayList<>();
    for (ArrayShape input : inputs) {
      ShapeBuilder result = new ShapeBuilder();
      for (int i = 0; i < input.rank(); i++) {
        if (!dimensions.contains(i)) {
          result.copy(marks, i);
        }
      }
      results.add(result.build(input.elementType()));
    }
    return ControlShapes.single(results);
  }

  private static void checkReduced(LongList dimensions, ArrayShape shape) {
    long seen = 0;
    for (int i = 0; i < dimensions.size(); i++) {
      long dimension = dimensions.get(i);
      Check.that(
          dimension >= 0 && dimension < shape.rank(),
          "Reducing out-of-bounds dimension %d in shape %s.",
          dimension,
          shape);
      Check.that((seen >>> dimension & 1) == 0, "Duplicate reduction dimension: %d", dimension);
      seen |= 1L << dimension;
    }
  }

  /** The first half of the operands of a reduction, the other half being the initial values. */
  static List<ArrayShape> inputs(List<Shape> operands, String what) {
    int count = operands.size() / 2;
    Check.that(
        count > 0 && operands.size() == 2 * count,
        "%s expects inputs and as many initial values, but got %d operands.",
        what,
        operands.size());
    return operands.subList(0, count).stream()
        .map(shape -> Check.array(shape, "operand of " + what))
        .toList();
  }

  /** Checks {@code to_apply} against inputs and initial values. */
  static void checkReducer(List<Shape> operands, Given attributes) {
    int count = operands.size() / 2;
    List<ArrayShape> accumulators = new ArrayList<>();
    List<ArrayShape> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shape initial = operands.get(count + i);
      Check.that(
          initial.isScalar(), "The initial value at index %d is not a scalar: %s", i, initial);
      accumulators.add(initial.asArray());
      elements.add(ArrayShape.scalar(operands.get(i).asArray().elementType()));
    }
    ReducerRules.check(Signature.of(attributes.get(Attribute.TO_APPLY)), accumulators, elements);
  }

  /** {@code map}: the operands' dimensions with the element type that the computation returns. */
  static Shape map(List<Shape> operands, Given attributes) {
    Check.that(!operands.isEmpty(), "Map expects at least one argument.");
    ArrayShape first = Check.array(operands.getFirst(), "operand of map");
    ArrayShape marks = first;
    for (Shape operand : operands) {
      ArrayShape shape = Check.array(operand, "operand of map");
      Check.that(
          shape.dimensions().equals(first.dimensions()),
          "Map operation requires all operands to have the same shape; got: %s and %s.",
          first,
          shape);
      marks = ElementwiseShapes.unite(marks, shape);
    }
    if (attributes.has(Attribute.DIMENSIONS)) {
      checkMapped(attributes.get(Attribute.DIMENSIONS), first);
    }
    Signature function = Signature.of(attributes.get(Attribute.TO_APPLY));
    checkMapFunction(function, operands);
    return marks.withElementType(function.result().asArray().elementType()).withDefaultLayout();
  }

  private static void checkMapped(LongList dimensions, ArrayShape shape) {
    Check.that(
        dimensions.size() == shape.rank(),
        "Map applied to a subset of dimensions currently not supported: arg_dimension_size: %d,"
            + " requested_map_dimensions_size: %d.",
        shape.rank(),
        dimensions.size());
    Check.that(
        dimensions.equals(LongList.range(shape.rank())),
        "Map requires monotonically increasing dimensions. Found: %s.",
        dimensions);
  }

  private static void checkMapFunction(Signature function, List<Shape> operands) {
    Check.that(
        function.arity() == operands.size(),
        "Map applied function arity must match number of arguments; got: arity: %d, arguments:"
            + " %d.",
        function.arity(),
        operands.size());
    Check.that(
        function.result().isScalar(),
        "Mapped computation's result has to be a scalar; got: %s.",
        function.result());
    for (int i = 0; i < operands.size(); i++) {
      Check.that(
          function.parameter(i).isScalar(),
          "Mapped computation's parameter has to be a scalar; got parameter %d shape: %s.",
          i,
          function.parameter(i));
      Check.that(
          function.parameter(i).asArray().elementType() == operands.get(i).asArray().elementType(),
          "Mapped computation's parameter type has to match argument element type; got parameter"
              + " %d shape: %s, argument shape: %s.",
          i,
          function.parameter(i),
          operands.get(i));
    }
  }

  /** {@code sort}: the operands' shapes. */
  static Shape sort(List<Shape> operands, Given attributes) {
    Check.that(!operands.isEmpty(), "Sort expects at least one operand.");
    ArrayShape keys = Check.array(operands.getFirst(), "operand of sort");
    LongList dimensions = attributes.get(Attribute.DIMENSIONS);
    Check.that(
        dimensions.size() == 1, "Sort takes exactly one dimension, but sees {%s}.", dimensions);
    Check.that(
        dimensions.get(0) >= 0 && dimensions.get(0) < keys.rank(),
        "Sort dimension %d is out of bounds for shape %s.",
        dimensions.get(0),
        keys);
    for (int i = 1; i < operands.size(); i++) {
      ArrayShape values = Check.array(operands.get(i), "operand of sort");
      Check.that(
          values.dimensions().equals(keys.dimensions()),
          "Sort keys and values dimensions must match. Keys shape is: %s, Values shape (operand"
              + " index %d) is: %s",
          keys,
          i,
          values);
    }
    checkComparator(Signature.of(attributes.get(Attribute.TO_APPLY)), operands);
    return ControlShapes.single(operands);
  }

  private static void checkComparator(Signature comparator, List<Shape> operands) {
    Check.that(
        comparator.arity() == 2 * operands.size(),
        "Expected the comparator of sort to have %d parameters, but it has %d.",
        2 * operands.size(),
        comparator.arity());
    Check.that(
        comparator.result().isScalar()
            && comparator.result().asArray().elementType() == ElementType.PRED,
        "Expected the comparator of sort to return pred[], but it returns %s.",
        comparator.result());
    for (int i = 0; i < comparator.arity(); i++) {
      Shape expected = ArrayShape.scalar(operands.get(i / 2).asArray().elementType());
      Check.that(
          comparator.parameter(i).isCompatible(expected),
          "Expected parameter %d of the comparator of sort to have shape %s, but got %s.",
          i,
          expected,
          comparator.parameter(i));
    }
  }
}
