package org.hlorun.language.inference;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * Operations that slide a window: along a dimension of size n the number of positions is {@code
 * floor((pad_low + dilated(n) + pad_high - dilated(window)) / stride) + 1}, where {@code dilated(n)
 * = (n - 1) * dilation + 1}, or 0 if the window does not fit.
 */
final class WindowShapes {
  private WindowShapes() {}

  /** {@code reduce-window}: one element per position of the window, for every input. */
  static Shape reduceWindow(List<Shape> operands, Given attributes) {
    List<ArrayShape> inputs = ReductionShapes.inputs(operands, "reduce-window");
    for (ArrayShape input : inputs) {
      Check.that(
          input.dimensions().equals(inputs.getFirst().dimensions()),
          "All inputs of reduce-window must have the same dimensions; got %s and %s.",
          inputs.getFirst(),
          input);
    }
    Window window = window(attributes, inputs.getFirst().rank());
    ReductionShapes.checkReducer(operands, attributes);
    List<Shape> results = new ArrayList<>();
    for (ArrayShape input : inputs) {
      results.add(positions(input, window, input.elementType()));
    }
    return ControlShapes.single(results);
  }

  /** {@code select-and-scatter}: the operand's shape. */
  static Shape selectAndScatter(List<Shape> operands, Given attributes) {
    ArrayShape operand = Check.array(operands.get(0), "operand of select-and-scatter");
    ArrayShape source = Check.array(operands.get(1), "source of select-and-scatter");
    Shape initial = operands.get(2);
    ArrayShape element = ArrayShape.scalar(operand.elementType());
    checkSelect(Signature.of(attributes.get(Attribute.SELECT)), element);
    Check.that(
        initial.isScalar() && initial.isCompatible(ArrayShape.scalar(source.elementType())),
        "The initial value of select-and-scatter must be a scalar of the source's element type;"
            + " got %s and %s.",
        initial,
        source);
    Check.that(
        source.elementType() == operand.elementType(),
        "Source and operand of select-and-scatter have different element types: %s and %s.",
        source,
        operand);
    ReducerRules.check(
        Signature.of(attributes.get(Attribute.SCATTER)), List.of(element), List.of(element));
    Window window = window(attributes, operand.rank());
    for (WindowDimension dimension : window.dimensions()) {
      Check.that(
          dimension.baseDilation() == 1 && dimension.windowDilation() == 1,
          "select-and-scatter has no dilated windows.");
    }
    ArrayShape positions = positions(operand, window, source.elementType());
    Check.that(
        source.dimensions().equals(positions.dimensions()),
        "Source shape does not match the shape of window-reduced operand: source(%s),"
            + " window-reduced operand(%s).",
        source,
        positions);
    return operand;
  }

  private static void checkSelect(Signature select, ArrayShape element) {
    Check.that(
        select.arity() == 2,
        "Select function must take 2 parameters, but takes %d parameter(s).",
        select.arity());
    Check.that(
        select.result().isCompatible(ArrayShape.scalar(ElementType.PRED)),
        "Select function must have rank-0 PRED result, but has %s.",
        select.result());
    for (int i = 0; i < 2; i++) {
      Check.that(
          select.parameter(i).isCompatible(element),
          "Select function's parameter %d shape currently must match the operand element shape, but"
              + " got %s vs %s.",
          i,
          select.parameter(i),
          element);
    }
  }

  /** The window, or one of no dimensions where it is not written. */
  static Window window(Given attributes, int rank) {
    Window window =
        attributes.has(Attribute.WINDOW) ? attributes.get(Attribute.WINDOW) : new Window(List.of());
    Check.that(
        window.rank() == rank,
        "Window has dimension %d but base shape has dimension %d.",
        window.rank(),
        rank);
    for (int i = 0; i < rank; i++) {
      WindowDimension dimension = window.dimension(i);
      positive(dimension.size(), "dimension", i);
      positive(dimension.stride(), "stride", i);
      positive(dimension.baseDilation(), "base area dilation factor", i);
      positive(dimension.windowDilation(), "window dilation factor", i);
    }
    return window;
  }

  private static void positive(long value, String what, int dimension) {
    Check.that(
        value > 0, "Window has a non-positive %s: %d in dimension %d.", what, value, dimension);
  }

  /** The shape of the window's positions over {@code base}. */
  private static ArrayShape positions(ArrayShape base, Window window, ElementType elementType) {
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < window.rank(); i++) {
      result.add(positions(base.dimension(i), window.dimension(i)), base.isDynamic(i));
    }
    return result.build(elementType);
  }

  /**
   * The number of positions of a checked window over {@code size} elements.
   *
   * @throws ArithmeticException on overflow
   */
  static long positions(long size, WindowDimension window) {
    if (size == ArrayShape.UNBOUNDED) {
      return size;
    }
    long base = dilated(size, window.baseDilation());
    long padded = Math.addExact(Math.addExact(base, window.paddingLow()), window.paddingHigh());
    long extent = dilated(window.size(), window.windowDilation());
    return padded <= 0 || extent > padded ? 0 : (padded - extent) / window.stride() + 1;
  }

  private static long dilated(long count, long dilation) {
    return count == 0 ? 0 : Math.addExact(Math.multiplyExact(count - 1, dilation), 1);
  }

  /** Whether the window's sizes are those of the given dimensions. */
  static boolean hasSizes(Window window, ArrayShape shape, LongList dimensions) {
    for (int i = 0; i < dimensions.size(); i++) {
      if (window.dimension(i).size() != shape.dimension(dimensions.getInt(i))) {
        return false;
      }
    }
    return true;
  }
}
