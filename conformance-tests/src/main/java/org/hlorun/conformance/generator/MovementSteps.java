package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Layout;

/** Instructions that move elements to places that are known before the program runs. */
final class MovementSteps {
  private MovementSteps() {}

  static boolean reshape(Body body) {
    Optional<Value> operand = body.findMovable(v -> true);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    ArrayShape shape = ArrayShape.of(value.type(), factors(body.draw, value.shape()));
    Opcode opcode =
        value.shape().layout().isRowMajor() && body.draw.percent(15)
            ? Opcode.BITCAST
            : Opcode.RESHAPE;
    body.add(opcode, shape, value.ranges(), Attributes.none(), List.of(value));
    return true;
  }

  /** Other sizes with the same product: dimensions merged, split, ones added and removed. */
  private static long[] factors(Draw draw, ArrayShape shape) {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      long size = shape.dimension(i);
      long divisor = draw.of(2L, 3L, 4L, 5L);
      boolean merge = !sizes.isEmpty() && draw.percent(40);
      if (merge) {
        sizes.set(sizes.size() - 1, sizes.getLast() * size);
      } else if (size > 1 && size % divisor == 0 && sizes.size() + shape.rank() - i < 5) {
        sizes.add(size / divisor);
        sizes.add(divisor);
      } else if (size != 1 || draw.percent(50)) {
        sizes.add(size);
      }
    }
    while (sizes.size() < 5 && draw.percent(20)) {
      sizes.add(draw.between(0, sizes.size()), 1L);
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  static boolean transpose(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() > 1);
    if (operand.isEmpty()) {
      return false;
    }
    LongList order = LongList.of(body.draw.permutation(operand.get().rank()));
    Attributes attributes = Attributes.of(Attribute.DIMENSIONS, order);
    body.add(Opcode.TRANSPOSE, operand.get().range(), attributes, operand.get());
    return true;
  }

  /** The same array in another order in memory. */
  static boolean relayout(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() > 1);
    if (!body.draft.layouts || operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    LongList order = LongList.of(body.draw.permutation(value.rank()));
    ArrayShape shape = value.shape().withLayout(Layout.of(order));
    body.add(Opcode.COPY, shape, value.ranges(), Attributes.none(), List.of(value));
    return true;
  }

  static boolean broadcast(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() < 5);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    int rank = body.draw.between(value.rank(), 5);
    long[] order = body.draw.permutation(rank);
    long[] dimensions = java.util.Arrays.copyOf(order, value.rank());
    if (body.draw.percent(85)) {
      java.util.Arrays.sort(dimensions);
    }
    long[] sizes = new long[rank];
    for (int i = 0; i < rank; i++) {
      sizes[i] = body.draft.size();
    }
    for (int i = 0; i < dimensions.length; i++) {
      sizes[(int) dimensions[i]] = value.size(i);
    }
    ArrayShape shape = ArrayShape.of(value.type(), sizes);
    if (body.draft.isTooLarge(shape)) {
      return false;
    }
    body.broadcast(value, shape, LongList.of(dimensions));
    return true;
  }

  static boolean slice(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    List<SliceRange> ranges = new ArrayList<>();
    for (int i = 0; i < value.rank(); i++) {
      long size = value.size(i);
      long start = body.draw.percent(40) ? 0 : body.draw.between(0L, size);
      long limit = body.draw.percent(40) ? size : body.draw.between(start, size);
      if (start == limit && size > 0 && body.draw.percent(90)) {
        start = 0;
        limit = size;
      }
      long stride = body.draw.percent(70) ? 1 : body.draw.between(2, 3);
      ranges.add(new SliceRange(start, limit, stride));
    }
    Attributes attributes = Attributes.of(Attribute.SLICE, ranges);
    body.add(Opcode.SLICE, sliced(value, ranges), value.ranges(), attributes, List.of(value));
    return true;
  }

  private static ArrayShape sliced(Value value, List<SliceRange> ranges) {
    return ArrayShape.of(value.type(), ranges.stream().mapToLong(SliceRange::size).toArray());
  }

  /** Padding on both sides, negative too, and between elements. */
  static boolean pad(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    List<PaddingDimension> padding = new ArrayList<>();
    long[] sizes = new long[value.rank()];
    for (int i = 0; i < value.rank(); i++) {
      boolean none = body.draw.percent(40);
      long low = none ? 0 : body.draw.between(-2, 3);
      long high = none ? 0 : body.draw.between(-2, 3);
      long interior = body.draw.percent(75) ? 0 : body.draw.between(1, 2);
      long size = value.size(i);
      sizes[i] = low + high + size + Math.max(0, size - 1) * interior;
      if (sizes[i] < 0) {
        return false;
      }
      padding.add(new PaddingDimension(low, high, interior));
    }
    if (body.draft.isTooLarge(ArrayShape.of(value.type(), sizes))) {
      return false;
    }
    Value filler = body.like(ArrayShape.scalar(value.type()));
    Range range = value.range().union(filler.range());
    body.add(Opcode.PAD, range, Attributes.of(Attribute.PADDING, padding), value, filler);
    return true;
  }

  static boolean concatenate(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value first = operand.get();
    int dimension = body.draw.between(0, first.rank() - 1);
    List<Value> parts = new ArrayList<>(List.of(first));
    int count = body.draw.between(1, 4);
    for (int i = 1; i < count; i++) {
      long[] sizes = first.shape().dimensions().toArray();
      sizes[dimension] = body.draw.percent(50) ? sizes[dimension] : body.draft.size();
      parts.add(body.like(ArrayShape.of(first.type(), sizes)));
    }
    long total = parts.stream().mapToLong(p -> p.shape().elementCount()).sum();
    if (body.draft.isTooLarge(ArrayShape.of(first.type(), total))) {
      return false;
    }
    Range range = parts.stream().map(Value::range).reduce(Range::union).orElseThrow();
    body.add(
        Opcode.CONCATENATE,
        range,
        Attributes.of(Attribute.DIMENSIONS, LongList.of(dimension)),
        parts.toArray(Value[]::new));
    return true;
  }

  static boolean reverse(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    LongList dimensions = LongList.of(body.draw.subset(operand.get().rank()));
    Attributes attributes = Attributes.of(Attribute.DIMENSIONS, dimensions);
    body.add(Opcode.REVERSE, operand.get().range(), attributes, operand.get());
    return true;
  }

  /** A value of a new shape, that does not come from others: an iota, a constant. */
  static boolean source(Body body) {
    body.like(body.draft.shape(body.draft.type()));
    return true;
  }
}
