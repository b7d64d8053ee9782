package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Products and convolutions of integers that are small enough for every sum to be exact. */
final class ContractionSteps {
  private static final int MAX_RANK = 5;

  private ContractionSteps() {}

  static boolean isFactor(Value value) {
    return ElementwiseSteps.isComputable(value)
        && !value.type().isPred()
        && (value.range().isExact() || value.type().isInteger());
  }

  /** What is known of a sum of products; empty if it may not be exact. */
  static Optional<Range> sum(ElementType type, Value left, Value right, long count) {
    Range product = left.range().times(right.range());
    double terms = Math.max(1, count) * (type.isComplex() ? 2.0 : 1.0);
    Range sum = product.withMagnitude(product.magnitude() * terms).withOpenZero();
    if (type.isInteger()) {
      return Optional.of(Range.any(type));
    }
    return sum.isExact() && sum.fits(type) ? Optional.of(sum) : Optional.empty();
  }

  static boolean dot(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0 && isFactor(v));
    if (operand.isEmpty()) {
      return false;
    }
    Draw draw = body.draw;
    Value left = operand.get();
    long[] roles = draw.permutation(left.rank());
    int batch = draw.percent(70) ? 0 : draw.between(1, left.rank());
    int contracting = Math.min(left.rank() - batch, draw.of(0, 1, 1, 1, 1, 2));
    int free = draw.between(0, Math.clamp(MAX_RANK - batch - contracting, 0, 2));
    int rank = batch + contracting + free;
    long[] places = draw.permutation(rank);
    long[] sizes = new long[rank];
    for (int i = 0; i < rank; i++) {
      sizes[(int) places[i]] =
          i < batch + contracting ? left.size((int) roles[i]) : body.draft.size();
    }
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LHS_BATCH_DIMS, LongList.of(Arrays.copyOf(roles, batch)))
            .put(Attribute.LHS_CONTRACTING_DIMS, part(roles, batch, contracting))
            .put(Attribute.RHS_BATCH_DIMS, LongList.of(Arrays.copyOf(places, batch)))
            .put(Attribute.RHS_CONTRACTING_DIMS, part(places, batch, contracting))
            .build();
    long terms = product(left.shape().dimensions(), part(roles, batch, contracting));
    return addDot(body, left, ArrayShape.of(left.type(), sizes), attributes, terms);
  }

  private static LongList part(long[] values, int start, int count) {
    return LongList.of(Arrays.copyOfRange(values, start, start + count));
  }

  private static long product(LongList sizes, LongList dimensions) {
    return dimensions.stream().map(d -> sizes.get((int) d)).reduce(1, (a, b) -> a * b);
  }

  private static boolean addDot(
      Body body, Value left, ArrayShape other, Attributes attributes, long terms) {
    long free = other.elementCount() * left.shape().elementCount();
    if (body.draft.isTooLarge(other)
        || other.rank() + left.rank() > 2 * MAX_RANK
        || free > 1 << 22) {
      return false;
    }
    Value right = body.like(other);
    if (!isFactor(right)) {
      return false;
    }
    boolean swapped = body.draw.percent(30);
    Value first = swapped ? right : left;
    Value second = swapped ? left : right;
    Attributes numbers = swapped ? swap(attributes) : attributes;
    ArrayShape shape =
        org.hlorun.language.inference.ShapeInference.infer(
                Opcode.DOT,
                List.of(first.instruction().shape(), second.instruction().shape()),
                numbers)
            .asArray();
    if (body.draw.percent(30) && left.type().bitWidth() <= 16) {
      ElementType wide = left.type().isFloat() ? ElementType.F32 : ElementType.S32;
      shape = left.type().isUnsigned() ? shape : shape.withElementType(wide);
    }
    Optional<Range> range = sum(shape.elementType(), left, right, terms);
    if (range.isEmpty() || shape.rank() > MAX_RANK || body.draft.isTooLarge(shape)) {
      return false;
    }
    body.add(Opcode.DOT, shape, List.of(range.get()), numbers, List.of(first, second));
    return true;
  }

  private static Attributes swap(Attributes attributes) {
    return Attributes.builder()
        .put(Attribute.LHS_BATCH_DIMS, attributes.find(Attribute.RHS_BATCH_DIMS).orElseThrow())
        .put(
            Attribute.LHS_CONTRACTING_DIMS,
            attributes.find(Attribute.RHS_CONTRACTING_DIMS).orElseThrow())
        .put(Attribute.RHS_BATCH_DIMS, attributes.find(Attribute.LHS_BATCH_DIMS).orElseThrow())
        .put(
            Attribute.RHS_CONTRACTING_DIMS,
            attributes.find(Attribute.LHS_CONTRACTING_DIMS).orElseThrow())
        .build();
  }

  static boolean convolution(Body body) {
    Draw draw = body.draw;
    int spatial = draw.of(0, 1, 1, 2, 2, 2, 3);
    ElementType type = draw.percent(60) ? ElementType.F32 : body.draft.type();
    int groups = draw.percent(60) ? 1 : draw.between(2, 4);
    boolean batchGroups = groups > 1 && draw.percent(30);
    long inputs = draw.between(1, 4);
    long[] image = new long[spatial + 2];
    long[] kernel = new long[spatial + 2];
    List<WindowDimension> window = new ArrayList<>();
    image[0] = draw.between(1, 3) * (batchGroups ? groups : 1);
    image[1] = batchGroups ? inputs : inputs * groups;
    kernel[0] = inputs;
    kernel[1] = draw.between(1, 4) * groups;
    for (int i = 2; i < spatial + 2; i++) {
      image[i] = draw.percent(3) ? 0 : draw.between(1, spatial > 1 ? 9 : 33);
      kernel[i] = draw.between(1, 4);
      window.add(dimension(draw, kernel[i]));
    }
    Attributes attributes = Attributes.of(Attribute.WINDOW, new Window(window));
    if (groups > 1) {
      attributes =
          attributes.with(
              batchGroups ? Attribute.BATCH_GROUP_COUNT : Attribute.FEATURE_GROUP_COUNT,
              (long) groups);
    }
    return addConvolution(body, type, image, kernel, attributes);
  }

  private static WindowDimension dimension(Draw draw, long size) {
    boolean plain = draw.percent(50);
    return new WindowDimension(
        size,
        plain ? 1 : draw.between(1, 3),
        draw.percent(40) ? size / 2 : draw.between(-1, 3),
        draw.percent(40) ? size / 2 : draw.between(-1, 3),
        plain ? 1 : draw.between(1, 2),
        plain ? 1 : draw.between(1, 2),
        draw.percent(10));
  }

  private static boolean addConvolution(
      Body body, ElementType type, long[] image, long[] kernel, Attributes window) {
    int rank = image.length;
    long[] imageOrder = order(body.draw, rank);
    long[] kernelOrder = order(body.draw, rank);
    long[] resultOrder = order(body.draw, rank);
    ArrayShape imageShape = ArrayShape.of(type, permute(image, imageOrder));
    ArrayShape kernelShape = ArrayShape.of(type, permute(kernel, kernelOrder));
    if (body.draft.isTooLarge(imageShape) || body.draft.isTooLarge(kernelShape)) {
      return false;
    }
    Value left = body.like(imageShape);
    Value right = body.like(kernelShape);
    long terms = kernelShape.elementCount() / kernel[1];
    Optional<Range> range = sum(type, left, right, terms);
    if (!isFactor(left) || !isFactor(right) || range.isEmpty()) {
      return false;
    }
    Attributes attributes =
        window.with(Attribute.DIM_LABELS, labels(imageOrder, kernelOrder, resultOrder));
    body.add(Opcode.CONVOLUTION, range.get(), attributes, left, right);
    return true;
  }

  /** Role {@code i} lies in dimension {@code order[i]}. */
  private static long[] order(Draw draw, int rank) {
    long[] order = draw.permutation(rank);
    if (draw.percent(60)) {
      for (int i = 0; i < rank; i++) {
        order[i] = i == 0 ? 0 : i == 1 ? rank - 1 : i - 1;
      }
    }
    return order;
  }

  private static long[] permute(long[] sizes, long[] order) {
    long[] result = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      result[(int) order[i]] = sizes[i];
    }
    return result;
  }

  private static ConvolutionDimensions labels(long[] image, long[] kernel, long[] result) {
    String text =
        text(image, 'b', 'f') + "_" + text(kernel, 'i', 'o') + "->" + text(result, 'b', 'f');
    return new ConvolutionDimensions(
        (int) image[0],
        (int) image[1],
        part(image, 2, image.length - 2),
        (int) kernel[0],
        (int) kernel[1],
        part(kernel, 2, kernel.length - 2),
        (int) result[0],
        (int) result[1],
        part(result, 2, result.length - 2),
        text);
  }

  private static String text(long[] order, char first, char second) {
    char[] text = new char[order.length];
    for (int i = 0; i < order.length; i++) {
      text[(int) order[i]] = i == 0 ? first : i == 1 ? second : (char) ('0' + i - 2);
    }
    return new String(text);
  }
}
