package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;

/**
 * A stable merge sort from the bottom up, with any comparator. It ends whatever the comparator
 * says, and compares the same elements as the interpreter's, so that it gives the same where there
 * is no order.
 */
final class MergeSortCode {
  private final KernelBuilder builder;
  private final SortRecords records;
  private final Order order;
  private final long length;

  /** An order of records. */
  @FunctionalInterface
  interface Order {
    /** Whether a record has to come before another, an {@code i1}. */
    Value isBefore(List<Element> a, List<Element> b);
  }

  MergeSortCode(SortRecords records, Order order, long length) {
    this.builder = records.elements().builder();
    this.records = records;
    this.order = order;
    this.length = length;
  }

  /** Sorts the first line; gives where the sorted one begins. */
  long emit() {
    int levels = 64 - Long.numberOfLeadingZeros(length - 1);
    if (levels > 0) {
      builder.loop(levels, LoopSchedule.SERIAL, this::level);
    }
    return levels % 2 * length;
  }

  /** Merges neighbouring runs of {@code 2^level}. */
  private void level(IndexExpr level) {
    IndexExpr from = once(level.modulo(2).times(length));
    IndexExpr to = once(from.times(-1).plus(length));
    Value width = builder.binary(BinaryKind.SHL, number(1), builder.index(level));
    Value pair = builder.binary(BinaryKind.ADD, width, width);
    Value last = builder.binary(BinaryKind.ADD, pair, number(length - 1));
    Value merges = builder.binary(BinaryKind.UDIV, last, pair);
    builder.loopBelow(
        IndexExpr.variable(merges, 1, length),
        merge -> {
          Value start = builder.binary(BinaryKind.MUL, builder.index(merge), pair);
          Value middle = atMostLength(builder.binary(BinaryKind.ADD, start, width));
          Value end = atMostLength(builder.binary(BinaryKind.ADD, start, pair));
          merge(from, to, start, middle, end);
        });
  }

  private Value number(long value) {
    return builder.integer(ScalarType.I64, value);
  }

  private IndexExpr once(IndexExpr index) {
    return IndexExpr.variable(builder.index(index), index.min(), index.max());
  }

  private Value atMostLength(Value value) {
    return builder.binary(BinaryKind.SMIN, value, number(length));
  }

  private IndexExpr position(Value value) {
    return IndexExpr.variable(value, 0, length - 1);
  }

  private void merge(IndexExpr from, IndexExpr to, Value start, Value middle, Value end) {
    Value count = builder.binary(BinaryKind.SUB, end, start);
    Value lastLeft = builder.binary(BinaryKind.SUB, middle, number(1));
    Value lastRight = builder.binary(BinaryKind.SUB, end, number(1));
    builder.loopBelow(
        IndexExpr.variable(count, 0, length),
        List.of(start, middle),
        (i, carried) -> {
          Value left = carried.get(0);
          Value right = carried.get(1);
          Value leftPlace = builder.binary(BinaryKind.SMIN, left, lastLeft);
          Value rightPlace = builder.binary(BinaryKind.SMIN, right, lastRight);
          List<Value> leftRecord = records.load(from.plus(position(leftPlace)));
          List<Value> rightRecord = records.load(from.plus(position(rightPlace)));
          Value takeRight =
              builder.select(
                  builder.compare(Predicate.EQ, left, middle),
                  builder.integer(ScalarType.I1, 1),
                  builder.binary(
                      BinaryKind.AND,
                      builder.compare(Predicate.SLT, right, end),
                      order.isBefore(records.decode(rightRecord), records.decode(leftRecord))));
          List<Value> taken = new ArrayList<>();
          for (int v = 0; v < leftRecord.size(); v++) {
            taken.add(builder.select(takeRight, rightRecord.get(v), leftRecord.get(v)));
          }
          records.store(to.plus(position(start)).plus(i), taken);
          Value step = builder.cast(CastKind.ZERO_EXTEND, ScalarType.I64, takeRight);
          Value other = builder.binary(BinaryKind.XOR, step, number(1));
          return List.of(
              builder.binary(BinaryKind.ADD, left, other),
              builder.binary(BinaryKind.ADD, right, step));
        });
  }
}
