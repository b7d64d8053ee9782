package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Instructions that move elements to places which the data say. */
final class IndexedSteps {
  private IndexedSteps() {}

  private static ElementType indexType(Draw draw) {
    return draw.percent(60)
        ? ElementType.S32
        : draw.of(ElementType.S64, ElementType.U32, ElementType.S8, ElementType.U8);
  }

  static boolean dynamicSlice(Body body) {
    Optional<Value> operand = body.findMovable(v -> true);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    List<Value> operands = new ArrayList<>(List.of(value));
    operands.addAll(starts(body, value.rank()));
    LongList sizes = window(body.draw, value.shape());
    body.add(
        Opcode.DYNAMIC_SLICE,
        ArrayShape.of(value.type(), sizes),
        value.ranges(),
        Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, sizes),
        operands);
    return true;
  }

  static boolean dynamicUpdateSlice(Body body) {
    Optional<Value> operand = body.find(v -> true);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Value update = body.like(ArrayShape.of(value.type(), window(body.draw, value.shape())));
    List<Value> operands = new ArrayList<>(List.of(value, update));
    operands.addAll(starts(body, value.rank()));
    Range range = value.range().union(update.range());
    body.add(Opcode.DYNAMIC_UPDATE_SLICE, range, Attributes.none(), operands.toArray(Value[]::new));
    return true;
  }

  private static List<Value> starts(Body body, int rank) {
    ElementType type = indexType(body.draw);
    List<Value> starts = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      starts.add(body.like(ArrayShape.scalar(type)));
    }
    return starts;
  }

  /** Sizes that fit into a shape. */
  private static LongList window(Draw draw, ArrayShape shape) {
    return shape.dimensions().map(n -> draw.percent(40) ? n : draw.between(Math.min(n, 1), n));
  }

  /** Which dimensions of an operand are indexed, and how the parts that are moved lie. */
  private record Places(
      LongList indexed, LongList dropped, List<Long> kept, LongList indices, LongList windowDims) {

    /** The shape of the parts: a batch of windows. */
    ArrayShape parts(ElementType type) {
      List<Long> sizes = new ArrayList<>();
      int batch = 0;
      int window = 0;
      int rank = indices.size() - 1 + kept.size();
      for (int i = 0; i < rank; i++) {
        sizes.add(windowDims.contains(i) ? kept.get(window++) : indices.get(batch++));
      }
      return ArrayShape.of(type, sizes.stream().mapToLong(Long::longValue).toArray());
    }

    long batchSize() {
      return indices.size() == 1
          ? 1
          : ArrayShape.of(
                  ElementType.PRED, java.util.Arrays.copyOf(indices.toArray(), indices.size() - 1))
              .elementCount();
    }
  }

  /** Places of an operand, for windows of given sizes. */
  private static Places places(Body body, Value operand, LongList window) {
    Draw draw = body.draw;
    LongList indexed = LongList.of(draw.subset(operand.rank()));
    List<Long> dropped = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < operand.rank(); i++) {
      if (window.get(i) == 1 && draw.percent(70)) {
        dropped.add((long) i);
      } else {
        kept.add(window.get(i));
      }
    }
    int batchRank = draw.between(0, Math.min(2, 5 - kept.size()));
    long[] indices = new long[batchRank + 1];
    for (int i = 0; i < batchRank; i++) {
      indices[i] = body.draft.size();
    }
    indices[batchRank] = indexed.size();
    long[] windowDims =
        java.util.Arrays.copyOf(draw.permutation(batchRank + kept.size()), kept.size());
    java.util.Arrays.sort(windowDims);
    long[] order = draw.permutation(indexed.size());
    return new Places(
        draw.percent(80) ? indexed : LongList.of(order).map(i -> indexed.get((int) i)),
        LongList.of(dropped.stream().mapToLong(Long::longValue).toArray()),
        kept,
        LongList.of(indices),
        LongList.of(windowDims));
  }

  static boolean gather(Body body) {
    Optional<Value> operand = body.findMovable(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    LongList window = smallWindow(body.draw, value.shape());
    Places places = places(body, value, window);
    ArrayShape indices = ArrayShape.of(indexType(body.draw), places.indices());
    if (body.draft.isTooLarge(places.parts(value.type())) || body.draft.isTooLarge(indices)) {
      return false;
    }
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.OFFSET_DIMS, places.windowDims())
            .put(Attribute.COLLAPSED_SLICE_DIMS, places.dropped())
            .put(Attribute.START_INDEX_MAP, places.indexed())
            .put(Attribute.INDEX_VECTOR_DIM, (long) places.indices().size() - 1)
            .put(Attribute.SLICE_SIZES, window)
            .build();
    body.add(Opcode.GATHER, value.range(), attributes, value, body.like(indices));
    return true;
  }

  private static LongList smallWindow(Draw draw, ArrayShape shape) {
    return shape
        .dimensions()
        .map(n -> draw.percent(50) ? Math.min(n, 1) : draw.between(Math.min(n, 1), n));
  }

  /** A scatter that combines what meets, in an order that does not matter. */
  static boolean scatter(Body body) {
    Optional<Value> operand = body.find(v -> v.rank() > 0);
    if (operand.isEmpty()) {
      return false;
    }
    Value value = operand.get();
    Places places = places(body, value, smallWindow(body.draw, value.shape()));
    ArrayShape indices = ArrayShape.of(indexType(body.draw), places.indices());
    ArrayShape parts = places.parts(value.type());
    if (body.draft.isTooLarge(parts) || body.draft.isTooLarge(indices)) {
      return false;
    }
    Value updates = body.like(parts);
    Range both = value.range().union(updates.range());
    Optional<Reducers.Monoid> monoid =
        Reducers.monoid(body, value.type(), both, places.batchSize() + 1);
    boolean single = places.batchSize() <= 1;
    if (monoid.isEmpty() && !single) {
      return false;
    }
    boolean replace = single && (monoid.isEmpty() || body.draw.percent(50));
    Attributes attributes =
        scatterAttributes(places)
            .with(
                Attribute.TO_APPLY,
                replace
                    ? Reducers.second(body.draft, value.type())
                    : Reducers.binary(body.draft, monoid.get().opcode(), value.type()));
    Range range = replace ? both : monoid.get().range();
    body.add(Opcode.SCATTER, range, attributes, value, body.like(indices), updates);
    return true;
  }

  private static Attributes scatterAttributes(Places places) {
    return Attributes.builder()
        .put(Attribute.UPDATE_WINDOW_DIMS, places.windowDims())
        .put(Attribute.INSERTED_WINDOW_DIMS, places.dropped())
        .put(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS, places.indexed())
        .put(Attribute.INDEX_VECTOR_DIM, (long) places.indices().size() - 1)
        .build();
  }

  /** A stable sort of up to three arrays by the first. */
  static boolean sort(Body body) {
    Optional<Value> operand = body.find(IndexedSteps::isSortable);
    if (operand.isEmpty()) {
      return false;
    }
    List<Value> operands = new ArrayList<>(List.of(operand.get()));
    int count = body.draw.of(1, 1, 2, 2, 3);
    for (int i = 1; i < count; i++) {
      operands.add(body.like(operand.get().shape().withElementType(body.draft.type())));
    }
    Value sorted = sorted(body, operands);
    if (count > 1) {
      body.elements(sorted);
    }
    return true;
  }

  static boolean isSortable(Value value) {
    return value.rank() > 0 && !value.type().isComplex() && ElementwiseSteps.isComputable(value);
  }

  /** A sort of values along one dimension: an array, or a tuple of them. */
  static Value sorted(Body body, List<Value> operands) {
    long dimension = body.draw.between(0, operands.getFirst().rank() - 1);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, LongList.of(dimension))
            .put(Attribute.IS_STABLE, true)
            .put(Attribute.TO_APPLY, Comparators.of(body.draft, operands))
            .build();
    List<Range> ranges = operands.stream().map(Value::range).toList();
    var shapes = operands.stream().map(v -> v.instruction().shape()).toList();
    Shape shape = operands.size() == 1 ? shapes.getFirst() : new TupleShape(shapes);
    return body.add(Opcode.SORT, shape, ranges, attributes, operands);
  }
}
