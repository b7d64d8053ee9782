package org.hlorun.kernelir.lower.sort;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * The first few of a row in the order of unsigned keys, without sorting the rest: they are kept in
 * order, and an element goes to its place among them if its key is less than their last one. Blocks
 * of the row without such an element, nearly all of a long one, are passed over after a look at
 * their least key. Of equal keys the first stays first.
 */
final class TopKSelection {
  /** Each element of a row may have to pass as many, if the row comes in the opposite order. */
  private static final long MAX_COUNT = 64;

  /** Elements of a block. */
  private static final int BLOCK = 64;

  private final KernelBuilder builder;
  private final Function<IndexExpr, Value> keys;
  private final Buffer first;
  private final Buffer places;
  private final long count;
  private final int width;

  /**
   * A selection that has no code yet.
   *
   * @param keys the key at an index of the row
   * @param first memory of the keys that come first, of {@link #needed} elements
   * @param places memory of their indices, likewise, of 64-bit integers
   * @param width lanes of a vector of keys
   */
  TopKSelection(
      KernelBuilder builder,
      Function<IndexExpr, Value> keys,
      Buffer first,
      Buffer places,
      long count,
      int width) {
    this.builder = builder;
    this.keys = keys;
    this.first = first;
    this.places = places;
    this.count = count;
    this.width = width;
  }

  /** Whether this is faster than sorting a row of so many elements. */
  static boolean isWorthwhile(long length, long count) {
    return count <= MAX_COUNT && length >= 4 * count;
  }

  /** Elements of memory that keeping some needs: the least key of all stands in front of them. */
  static long needed(long count) {
    return count + 1;
  }

  /** Code for a row. Behind it {@link #place} gives the places of what comes first. */
  void emit(long length) {
    builder.store(first, IndexExpr.constant(0), builder.integer(first.type(), 0), null);
    builder.loop(
        count, LoopSchedule.SERIAL, i -> insert(keys.apply(i), builder.index(i), i.plus(1)));
    long blocks = (length - count) / BLOCK;
    Value last = builder.load(first, IndexExpr.constant(count), null);
    List<Value> lasts =
        builder.loop(
            blocks,
            LoopSchedule.SERIAL,
            List.of(last),
            (block, carried) -> block(block.times(BLOCK).plus(count), carried.getFirst()),
            null);
    long done = count + blocks * BLOCK;
    some(IndexExpr.constant(done), length - done, lasts.getFirst());
  }

  /** The index in the row of the element that comes at a position. */
  Value place(IndexExpr position) {
    return builder.load(places, position.plus(1), null);
  }

  private List<Value> block(IndexExpr start, Value last) {
    Value none = builder.integer(first.type(), -1);
    List<Value> least =
        builder.loop(
            BLOCK,
            LoopSchedule.vector(width, 2),
            List.of(none),
            (i, carried) -> List.of(lesser(carried.getFirst(), keys.apply(start.plus(i)))),
            (lefts, rights) -> List.of(lesser(lefts.getFirst(), rights.getFirst())));
    return builder.branch(
        builder.compare(Predicate.ULT, least.getFirst(), last),
        () -> some(start, BLOCK, last),
        () -> List.of(last));
  }

  private Value lesser(Value a, Value b) {
    return builder.binary(BinaryKind.UMIN, a, b);
  }

  /** Looks at elements one by one; gives the last of the keys that come first. */
  private List<Value> some(IndexExpr start, long size, Value last) {
    return builder.loop(
        size,
        LoopSchedule.SERIAL,
        List.of(last),
        (i, carried) -> {
          Value key = keys.apply(start.plus(i));
          return builder.branch(
              builder.compare(Predicate.ULT, key, carried.getFirst()),
              () -> {
                insert(key, builder.index(start.plus(i)), IndexExpr.constant(count));
                return List.of(builder.load(first, IndexExpr.constant(count), null));
              },
              () -> List.of(carried.getFirst()));
        },
        null);
  }

  /** Moves keys that are greater by a position, up to a free one, to make room for a key. */
  private void insert(Value key, Value place, IndexExpr free) {
    List<Value> position =
        builder.whileLoop(
            List.of(builder.index(free)),
            at -> {
              Value before = builder.load(first, slot(at.getFirst()).plus(-1), null);
              return builder.compare(Predicate.UGT, before, key);
            },
            at -> {
              IndexExpr to = slot(at.getFirst());
              builder.store(first, to, builder.load(first, to.plus(-1), null), null);
              builder.store(places, to, builder.load(places, to.plus(-1), null), null);
              Value one = builder.integer(ScalarType.I64, 1);
              return List.of(builder.binary(BinaryKind.SUB, at.getFirst(), one));
            });
    IndexExpr found = slot(position.getFirst());
    builder.store(first, found, key, null);
    builder.store(places, found, place, null);
  }

  private IndexExpr slot(Value position) {
    return IndexExpr.variable(position, 1, count);
  }
}
