package org.hlorun.language.inference;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * {@code scan}: {@code to_apply} takes one slice of every input and the carries, and returns one
 * slice of every output and the carries. The results are the outputs, stacked along the scanned
 * dimension, and the last carries.
 */
final class ScanShapes {
  private ScanShapes() {}

  static Shape infer(List<Shape> operands, Given attributes) {
    long carries = attributes.get(Attribute.NUM_CARRIES);
    Check.that(
        carries >= 0 && carries < operands.size(),
        "num_carries=%d leaves no input of the %d operands of scan.",
        carries,
        operands.size());
    int inputs = operands.size() - (int) carries;
    LongList dimensions = attributes.get(Attribute.DIMENSIONS);
    Check.that(
        dimensions.size() == 1, "Scan takes exactly one dimension, but sees {%s}.", dimensions);
    long dimension = dimensions.get(0);
    Signature function = Signature.of(attributes.get(Attribute.TO_APPLY));
    Check.that(
        function.arity() == operands.size(),
        "Scan function must take %d parameters, but takes %d.",
        operands.size(),
        function.arity());
    checkLengths(operands.subList(0, inputs), dimension);
    checkParameters(function, operands, inputs, (int) dimension);
    return result(function, operands, inputs, (int) dimension);
  }

  private static void checkLengths(List<Shape> inputs, long dimension) {
    long length = -1;
    for (Shape operand : inputs) {
      ArrayShape input = Check.array(operand, "operand of scan");
      Check.that(
          dimension >= 0 && dimension < input.rank(),
          "Scan dimension %d is out of bounds for shape %s.",
          dimension,
          input);
      long size = input.dimension((int) dimension);
      Check.that(
          length < 0 || length == size,
          "All inputs of scan must have the same size along dimension %d, but have %d and %d.",
          dimension,
          length,
          size);
      length = size;
    }
  }

  private static void checkParameters(
      Signature function, List<Shape> operands, int inputs, int dimension) {
    for (int i = 0; i < operands.size(); i++) {
      Shape expected = i < inputs ? without(operands.get(i).asArray(), dimension) : operands.get(i);
      Check.that(
          function.parameter(i).isCompatible(expected),
          "Scan function's %d-th parameter must have shape %s, but has %s.",
          i,
          expected,
          function.parameter(i));
    }
  }

  private static Shape result(Signature function, List<Shape> operands, int inputs, int dimension) {
    List<Shape> returned =
        function.result() instanceof TupleShape tuple
            ? tuple.elements()
            : List.of(function.result());
    int carries = operands.size() - inputs;
    int outputs = returned.size() - carries;
    Check.that(
        outputs >= 0,
        "Scan function must return its outputs and %d carries, but returns %s.",
        carries,
        function.result());
    ArrayShape first = operands.getFirst().asArray();
    List<Shape> results = new ArrayList<>();
    for (int i = 0; i < returned.size(); i++) {
      Shape value = returned.get(i);
      if (i < outputs) {
        ArrayShape slice = Check.array(value, "output of the function of scan");
        Check.that(
            dimension <= slice.rank(),
            "An output %s of the scan function cannot be stacked along dimension %d.",
            slice,
            dimension);
        results.add(stacked(slice, first, dimension));
      } else {
        Shape carry = operands.get(inputs + i - outputs);
        Check.that(
            value.isCompatible(carry),
            "Scan function returns a carry of shape %s, but takes it with shape %s.",
            value,
            carry);
        results.add(carry);
      }
    }
    return ControlShapes.single(results);
  }

  private static ArrayShape without(ArrayShape shape, int dimension) {
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < shape.rank(); i++) {
      if (i != dimension) {
        result.copy(shape, i);
      }
    }
    return result.build(shape.elementType());
  }

  private static ArrayShape stacked(ArrayShape slice, ArrayShape scanned, int dimension) {
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i <= slice.rank(); i++) {
      if (i == dimension) {
        result.copy(scanned, dimension);
      }
      if (i < slice.rank()) {
        result.copy(slice, i);
      }
    }
    return result.build(slice.elementType());
  }
}
