package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Operations that move elements by index maps which the attributes give. */
final class MovementShapes {
  private MovementShapes() {}

  /**
   * {@code broadcast}: only that of a scalar to a scalar is determined; sizes of new dimensions are
   * not among the attributes.
   */
  static Shape broadcast(Shape operand, LongList dimensions) {
    ArrayShape shape = Check.array(operand, "operand of broadcast");
    if (shape.rank() > 0 || !dimensions.isEmpty()) {
      throw Check.failureWithRemedy(
          "write the shape of the result",
          "cannot infer the shape of a broadcast of %s with dimensions={%s}",
          shape,
          dimensions);
    }
    return shape;
  }

  /**
   * {@code transpose}: result dimension {@code i} is operand dimension {@code dimensions[i]}. The
   * layout is permuted with the dimensions, so that no byte would move.
   */
  static Shape transpose(Shape operand, LongList dimensions) {
    ArrayShape shape = Check.array(operand, "operand of transpose");
    long seen = 0;
    boolean permutation = dimensions.size() == shape.rank();
    for (int i = 0; permutation && i < dimensions.size(); i++) {
      long d = dimensions.get(i);
      permutation = d >= 0 && d < shape.rank() && (seen >>> d & 1) == 0;
      seen |= 1L << d;
    }
    Check.that(
        permutation,
        "Transpose dimensions [%s] are not a permutation of the operand dimensions (operand shape"
            + " is %s).",
        dimensions,
        shape);
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < dimensions.size(); i++) {
      result.copy(shape, dimensions.getInt(i));
    }
    LongList minorToMajor = shape.layout().minorToMajor().map(dimensions::indexOf);
    return result.build(shape.elementType()).withLayout(Layout.of(minorToMajor));
  }

  /** {@code reverse}: the operand's shape. */
  static Shape reverse(Shape operand, LongList dimensions) {
    ArrayShape shape = Check.array(operand, "operand of reverse");
    long seen = 0;
    for (int i = 0; i < dimensions.size(); i++) {
      long d = dimensions.get(i);
      Check.that(
          d >= 0 && d < shape.rank(),
          "One of the reverse dimensions (%d) is out-of-bounds in shape %s.",
          d,
          shape);
      Check.that((seen >>> d & 1) == 0, "a dimension number is duplicated in reverse");
      seen |= 1L << d;
    }
    return shape;
  }

  /** {@code slice}: {@code ceil((limit - start) / stride)} elements of every dimension. */
  static Shape slice(Shape operand, List<SliceRange> ranges) {
    ArrayShape shape = Check.array(operand, "operand of slice");
    Check.that(
        ranges.size() == shape.rank(),
        "Slice index count does not match argument rank: %d vs %d.",
        ranges.size(),
        shape.rank());
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < ranges.size(); i++) {
      SliceRange range = ranges.get(i);
      checkRange(range, shape, i);
      long size = range.size();
      // Slicing one element out of a dynamic dimension leaves nothing dynamic.
      result.add(size, size != 1 && shape.isDynamic(i));
    }
    return result.build(shape.elementType());
  }

  private static void checkRange(SliceRange range, ArrayShape shape, int dimension) {
    String problem = null;
    long size = shape.dimension(dimension);
    if (range.start() < 0) {
      problem = "negative start index to slice: " + range.start();
    } else if (size != ArrayShape.UNBOUNDED && range.limit() > size) {
      problem =
          "limit index (%d) must be less than or equal to dimension size (%d)"
              .formatted(range.limit(), size);
    } else if (range.limit() < range.start()) {
      problem =
          "limit index (%d) must be greater or equal to start index (%d) in slice with positive"
                  .formatted(range.limit(), range.start())
              + " stride";
    } else if (range.stride() <= 0) {
      problem = "stride (%d) must be positive".formatted(range.stride());
    }
    if (problem != null) {
      throw Check.failure(
          "%s in slice operation; argument shape: %s; dimension %d", problem, shape, dimension);
    }
  }

  /** {@code pad}: {@code low + n + max(n - 1, 0) * interior + high}; negative edges crop. */
  static Shape pad(Shape operand, Shape paddingValue, List<PaddingDimension> padding) {
    ArrayShape shape = Check.array(operand, "operand of pad");
    Check.that(
        paddingValue.isScalar(), "Pad operation does not support non-scalar padding values.");
    Check.that(
        paddingValue.asArray().elementType() == shape.elementType(),
        "The element types of the operands to Pad do not match: %s and %s.",
        shape,
        paddingValue);
    Check.that(
        padding.size() == shape.rank(),
        "The rank of the operand and the padding configuration do not match: %s vs %d dimensions"
            + " of padding.",
        shape,
        padding.size());
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < padding.size(); i++) {
      PaddingDimension dimension = padding.get(i);
      Check.that(
          dimension.interior() >= 0,
          "Interior padding cannot be negative: %d in dimension %d",
          dimension.interior(),
          i);
      result.add(paddedSize(shape.dimension(i), dimension, i), shape.isDynamic(i));
    }
    return result.build(shape.elementType());
  }

  private static long paddedSize(long size, PaddingDimension padding, int dimension) {
    if (size == ArrayShape.UNBOUNDED) {
      return size;
    }
    long interior = Math.multiplyExact(Math.max(size - 1, 0), padding.interior());
    long edges = Math.addExact(padding.low(), padding.high());
    long padded = Math.addExact(Math.addExact(size, interior), edges);
    Check.that(padded >= 0, "Padding result in negative size for dimension %d", dimension);
    return padded;
  }

  /** {@code concatenate}: sizes add up along one dimension. */
  static Shape concatenate(List<Shape> operands, LongList dimensions) {
    Check.that(!operands.isEmpty(), "Concatenate expects at least one argument.");
    Check.that(
        dimensions.size() == 1,
        "Concatenate takes exactly one dimension, but sees {%s}.",
        dimensions);
    ArrayShape first = Check.array(operands.getFirst(), "operand of concatenation");
    long along = dimensions.get(0);
    Check.that(
        along >= 0 && along < first.rank(), "Concatenate dimension out of bounds: %d.", along);
    long size = 0;
    ArrayShape marks = first;
    for (Shape operand : operands) {
      ArrayShape shape = Check.array(operand, "operand of concatenation");
      checkConcatenated(first, shape, (int) along);
      long part = shape.dimension((int) along);
      size =
          part == ArrayShape.UNBOUNDED || size == ArrayShape.UNBOUNDED
              ? ArrayShape.UNBOUNDED
              : Math.addExact(size, part);
      marks = ElementwiseShapes.unite(marks, shape);
    }
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < first.rank(); i++) {
      result.add(i == along ? size : first.dimension(i), marks.isDynamic(i));
    }
    return result.build(first.elementType());
  }

  private static void checkConcatenated(ArrayShape first, ArrayShape shape, int along) {
    Check.that(
        shape.rank() == first.rank(),
        "Cannot concatenate arrays with different numbers of dimensions: %d (%s) vs %d (%s).",
        first.rank(),
        first,
        shape.rank(),
        shape);
    Check.that(
        shape.elementType() == first.elementType(),
        "Cannot concatenate arrays with different element types: %s vs %s.",
        first.elementType(),
        shape.elementType());
    for (int i = 0; i < first.rank(); i++) {
      Check.that(
          i == along || first.dimension(i) == shape.dimension(i),
          "Cannot concatenate arrays that differ in dimensions other than the one being"
              + " concatenated. Dimension %d in both shapes must be equal (or compatible): %s vs"
              + " %s.",
          i,
          first,
          shape);
    }
  }

  /** {@code get-dimension-size}: {@code s32[]}. */
  static Shape getDimensionSize(Shape operand, LongList dimensions) {
    ArrayShape shape = Check.array(operand, "operand of get-dimension-size");
    int dimension = oneDimension("GetDimensionSize", shape, dimensions);
    Check.that(
        shape.dimension(dimension) <= Integer.MAX_VALUE,
        "GetDimensionSize's input shape is %s, the %dth dimension exceeds the INT_MAX limit.",
        shape,
        dimension);
    return ArrayShape.scalar(ElementType.S32);
  }

  /** {@code set-dimension-size}: the operand's shape with the dimension marked dynamic. */
  static Shape setDimensionSize(Shape operand, Shape size, LongList dimensions) {
    ArrayShape shape = Check.array(operand, "operand of set-dimension-size");
    int dimension = oneDimension("SetDimensionSize", shape, dimensions);
    Check.that(size.isScalar(), "SetDimensionSize's value has to be a scalar, got %s.", size);
    Check.that(
        size.asArray().elementType() == ElementType.S32,
        "SetDimensionSize's value has to be S32, got %s.",
        size);
    return shape.withDynamic(dimension, true);
  }

  private static int oneDimension(String what, ArrayShape shape, LongList dimensions) {
    Check.that(
        dimensions.size() == 1, "%s takes exactly one dimension, but sees {%s}.", what, dimensions);
    long dimension = dimensions.get(0);
    Check.that(
        dimension >= 0 && dimension < shape.rank(),
        "%s dimension out of bounds: %d.",
        what,
        dimension);
    return (int) dimension;
  }

  /** {@code topk}: values and {@code s32} indices, the last dimension cut to {@code k}. */
  static Shape topK(Shape operand, long k) {
    ArrayShape shape = Check.array(operand, "operand of topk");
    Check.that(shape.rank() > 0, "TopK needs an operand of rank at least 1, but got %s.", shape);
    int last = shape.rank() - 1;
    Check.that(
        k >= 0 && k <= shape.dimension(last),
        "k=%d is larger than the last dimension of %s, or negative.",
        k,
        shape);
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < last; i++) {
      result.copy(shape, i);
    }
    ArrayShape values = result.add(k).build(shape.elementType());
    return TupleShape.of(values, values.withElementType(ElementType.S32));
  }
}
