package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Loops like those of recurrent networks, which multiply an array slice by slice. */
final class RecurrentSteps {
  private RecurrentSteps() {}

  /** What a loop carries after its counter. */
  private record State(Value array, Value weights, Value results) {
    List<Value> values() {
      return List.of(array, weights, results);
    }
  }

  /**
   * The shapes of a loop.
   *
   * @param isLeft whether the slice is the left operand of the product
   */
  private record Sizes(long count, long rows, long depth, long columns, boolean isLeft) {
    LongList slice() {
      return isLeft ? LongList.of(rows, depth) : LongList.of(depth, rows);
    }

    LongList weights() {
      return isLeft ? LongList.of(depth, columns) : LongList.of(columns, depth);
    }

    LongList product() {
      return isLeft ? LongList.of(rows, columns) : LongList.of(columns, rows);
    }
  }

  /** A list with a size before it. */
  private static LongList with(long first, LongList rest) {
    return LongList.of(first, rest.get(0), rest.get(1));
  }

  static boolean recurrence(Body body) {
    Draw draw = body.draw;
    ElementType type = draw.of(ElementType.S32, ElementType.F32, ElementType.BF16);
    Sizes sizes =
        new Sizes(
            draw.between(1, 6),
            draw.of(1, 1, 2, 40),
            draw.between(1, 9),
            draw.between(1, 9),
            draw.percent(70));
    Value array = body.like(ArrayShape.of(type, with(sizes.count, sizes.slice())));
    Value weights = body.like(ArrayShape.of(type, sizes.weights()));
    Optional<Range> range = ContractionSteps.sum(type, array, weights, sizes.depth);
    if (!ContractionSteps.isFactor(array)
        || !ContractionSteps.isFactor(weights)
        || range.isEmpty()
        || body.draft.isTooLarge(array.shape())) {
      return false;
    }
    Value results =
        body.broadcast(
            body.scalar(type, 0),
            ArrayShape.of(type, with(sizes.count, sizes.product())),
            LongList.empty());
    State state = new State(array, weights, results);
    List<Value> carried = new ArrayList<>(List.of(body.scalar(ElementType.S32, 0)));
    carried.addAll(state.values());
    List<Range> ranges =
        List.of(
            Range.integers(sizes.count + 1),
            array.range(),
            weights.range(),
            range.get().union(results.range()));
    Value initial = body.tuple(carried);
    Attributes attributes =
        Attributes.of(Attribute.CONDITION, condition(body, initial, ranges, sizes))
            .with(Attribute.BODY, step(body, initial, ranges, sizes));
    Value loop =
        body.add(Opcode.WHILE, initial.instruction().shape(), ranges, attributes, List.of(initial));
    body.elements(loop);
    return true;
  }

  private static HloComputation condition(
      Body body, Value initial, List<Range> ranges, Sizes sizes) {
    Body inner = new Body(body.draft, "condition", body.depth + 1);
    Value parameter = inner.parameter(initial.instruction().shape(), ranges);
    Value limit = inner.scalar(ElementType.S32, inner.draw.between(0, (int) sizes.count + 1));
    Value go =
        inner.add(
            Opcode.COMPARE,
            Range.integers(1),
            Attributes.of(Attribute.DIRECTION, ComparisonDirection.LT),
            inner.elements(parameter).getFirst(),
            limit);
    inner.computation.setRoot(go.instruction());
    return inner.computation;
  }

  private static HloComputation step(Body body, Value initial, List<Range> ranges, Sizes sizes) {
    Body inner = new Body(body.draft, "body", body.depth + 1);
    List<Value> elements = inner.elements(inner.parameter(initial.instruction().shape(), ranges));
    Value counter = elements.get(0);
    Value array = elements.get(1);
    Value weights = elements.get(2);
    Value zero = inner.scalar(ElementType.S32, 0);
    LongList window = with(1, sizes.slice());
    Value slice =
        inner.add(
            Opcode.DYNAMIC_SLICE,
            ArrayShape.of(array.type(), window),
            array.ranges(),
            Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, window),
            List.of(array, counter, zero, zero));
    Value factor =
        inner.add(
            Opcode.RESHAPE,
            ArrayShape.of(array.type(), sizes.slice()),
            array.ranges(),
            Attributes.none(),
            List.of(slice));
    Value product = product(inner, factor, weights, ranges.get(3), sizes);
    Value next =
        inner.add(
            Opcode.ADD,
            ranges.getFirst(),
            Attributes.none(),
            counter,
            inner.scalar(ElementType.S32, 1));
    Value results =
        inner.add(
            Opcode.DYNAMIC_UPDATE_SLICE,
            ranges.get(3),
            Attributes.none(),
            elements.get(3),
            product,
            counter,
            zero,
            zero);
    inner.computation.setRoot(inner.tuple(List.of(next, array, weights, results)).instruction());
    return inner.computation;
  }

  /** The product of a slice as a slice of the results. */
  private static Value product(Body inner, Value factor, Value weights, Range range, Sizes sizes) {
    Attributes numbers =
        Attributes.builder()
            .put(Attribute.LHS_BATCH_DIMS, LongList.empty())
            .put(Attribute.RHS_BATCH_DIMS, LongList.empty())
            .put(Attribute.LHS_CONTRACTING_DIMS, LongList.of(1))
            .put(Attribute.RHS_CONTRACTING_DIMS, LongList.of(0))
            .build();
    Value product =
        inner.add(
            Opcode.DOT,
            ArrayShape.of(factor.type(), sizes.product()),
            List.of(range),
            numbers,
            sizes.isLeft ? List.of(factor, weights) : List.of(weights, factor));
    return inner.add(
        Opcode.RESHAPE,
        ArrayShape.of(factor.type(), with(1, sizes.product())),
        List.of(range),
        Attributes.none(),
        List.of(product));
  }
}
