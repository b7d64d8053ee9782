package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.kernelir.lower.loop.RoundedSizes;
import org.hlorun.language.shape.ElementType;

/**
 * A kernel that sorts segments of lines in the memory that the threads of a block share: one long
 * segment, or several short ones. It is the bitonic network of K. Batcher ("Sorting networks and
 * their applications", AFIPS 1968) with all its comparators in one direction: a level begins with
 * comparing each element with its mirror image. What lies behind the end of a line is never looked
 * at, as it would stay there.
 */
final class SegmentSort {
  private static final long MAX_THREADS = 512;
  private static final long WARP = 32;

  /** Elements of a block that has several segments. */
  private static final long BLOCK_ELEMENTS = 512;

  private final SortTask task;
  private final Segments segments;
  private final SortKernel kernel;
  private final KernelBuilder builder;
  private final long together;
  private final long elements;
  private final long threads;
  private final SortRecords shared;

  /**
   * Segments of lines.
   *
   * @param from the lines
   * @param to where the sorted segments are written, one after the other
   * @param length records of a line
   * @param size records of a segment but the last one of a line, a power of two
   * @param kept how many of the first records of a segment are written
   * @param isMerged whether only the steps are left that follow the first ones of a level
   */
  record Segments(
      SortKernel.Records from,
      SortKernel.Records to,
      long length,
      long size,
      long kept,
      boolean isMerged) {
    /** Segments of a line. */
    long count() {
      return Math.ceilDiv(length, size);
    }

    /** Records that are written of a line. */
    long written() {
      long rest = length - (count() - 1) * size;
      return (count() - 1) * Math.min(size, kept) + Math.min(rest, kept);
    }
  }

  SegmentSort(FusedView view, SortTask task, Segments segments) {
    this.task = task;
    this.segments = segments;
    this.kernel = SortKernel.of(view);
    this.builder = kernel.builder();
    long all = RoundedSizes.powerOfTwo(task.lines() * segments.count());
    this.together = Math.min(all, Math.max(1, BLOCK_ELEMENTS / segments.size()));
    this.elements = together * segments.size();
    this.threads = Math.clamp(elements / 2, WARP, MAX_THREADS);
    List<LineTasks.Memory> memory = new ArrayList<>();
    for (ElementType type : task.types()) {
      Buffer buffer =
          builder.shared(
              "records" + memory.size(),
              NumberCode.storage(type),
              elements * SortRecords.parts(type));
      memory.add(new LineTasks.Memory(buffer, IndexExpr.constant(0)));
    }
    this.shared = new SortRecords(kernel.elements(), task.types(), memory);
  }

  LoweredKernel lower() {
    builder.loop(
        Math.ceilDiv(task.lines() * segments.count(), together),
        LoopSchedule.PARALLEL,
        block -> builder.loop(threads, LoopSchedule.THREADS, thread -> run(block, thread)));
    return kernel.finish(segments.isMerged() ? "sort_merge" : "sort_segments");
  }

  private void run(IndexExpr block, IndexExpr thread) {
    forEach(
        block,
        thread,
        segments.size(),
        (place, line, position) ->
            shared.store(place, segments.from().load(kernel, line, position)));
    builder.add(new BlockOperation.Barrier());
    int levels = Long.numberOfTrailingZeros(segments.size());
    if (segments.isMerged()) {
      builder.loop(
          levels,
          LoopSchedule.SERIAL,
          step -> {
            Value shift = builder.index(step.times(-1).plus(levels - 1));
            exchange(block, thread, shift, builder.binary(BinaryKind.SHL, number(1), shift));
          });
    } else if (levels > 0) {
      builder.loop(
          levels,
          LoopSchedule.SERIAL,
          level ->
              builder.loopBelow(
                  level.plus(1), step -> step(block, thread, builder.index(level), step)));
    }
    forEach(
        block,
        thread,
        segments.kept(),
        (place, line, position) -> {
          IndexExpr segment = position.dividedBy(segments.size());
          IndexExpr start = segment.times(Math.min(segments.kept(), segments.size()));
          IndexExpr to = start.plus(position.modulo(segments.size()));
          segments.to().store(kernel, line, to, shared.load(place));
        });
  }

  /** A step of a level, which compares with the mirror image in the first, then half as far. */
  private void step(IndexExpr block, IndexExpr thread, Value level, IndexExpr step) {
    Value distance = builder.index(step);
    Value shift = builder.binary(BinaryKind.SUB, level, distance);
    Value half = builder.binary(BinaryKind.SHL, number(1), shift);
    Value twice = builder.binary(BinaryKind.ADD, half, half);
    Value isFirst = builder.compare(Predicate.EQ, distance, number(0));
    Value mirror = builder.binary(BinaryKind.SUB, twice, number(1));
    exchange(block, thread, shift, builder.select(isFirst, mirror, half));
  }

  private Value number(long value) {
    return builder.integer(ScalarType.I64, value);
  }

  /** What is done with a record of a segment. */
  @FunctionalInterface
  private interface Visit {
    /**
     * @param place where it lies in shared memory
     * @param position its position in the line
     */
    void emit(IndexExpr place, IndexExpr line, IndexExpr position);
  }

  /** Visits the first records of every segment of a block; lines side by side are read so. */
  private void forEach(IndexExpr block, IndexExpr thread, long limit, Visit visit) {
    long rounds = Math.ceilDiv(elements, threads);
    boolean across = task.stride() > 1 && segments.count() == 1;
    builder.loop(
        rounds,
        LoopSchedule.SERIAL,
        round -> {
          IndexExpr number = round.times(threads).plus(thread);
          IndexExpr segment = across ? number.modulo(together) : number.dividedBy(segments.size());
          IndexExpr at = across ? number.dividedBy(together) : number.modulo(segments.size());
          IndexExpr global = block.times(together).plus(segment);
          IndexExpr position = global.modulo(segments.count()).times(segments.size()).plus(at);
          Value inside = BoundsCode.within(builder, null, number, elements);
          inside = BoundsCode.within(builder, inside, at, Math.min(limit, segments.size()));
          BoundsCode.when(
              builder,
              exists(inside, global, position),
              () ->
                  visit.emit(
                      segment.times(segments.size()).plus(at),
                      global.dividedBy(segments.count()),
                      position));
        });
  }

  private Value exists(Value condition, IndexExpr segment, IndexExpr position) {
    long all = task.lines() * segments.count();
    Value inside = BoundsCode.within(builder, condition, segment, all);
    return BoundsCode.within(builder, inside, position, segments.length());
  }

  /**
   * Puts pairs in order whose numbers differ by a mask, and in the bit of the shift among others.
   */
  private void exchange(IndexExpr block, IndexExpr thread, Value shift, Value mask) {
    long pairs = elements / 2;
    builder.loop(
        Math.ceilDiv(pairs, threads),
        LoopSchedule.SERIAL,
        round -> {
          IndexExpr number = round.times(threads).plus(thread);
          Value pair = builder.index(number);
          Value bit = builder.binary(BinaryKind.SHL, number(1), shift);
          Value upper = builder.binary(BinaryKind.LSHR, pair, shift);
          Value above =
              builder.binary(
                  BinaryKind.SHL, upper, builder.binary(BinaryKind.ADD, shift, number(1)));
          Value below =
              builder.binary(BinaryKind.AND, pair, builder.binary(BinaryKind.SUB, bit, number(1)));
          Value low = builder.binary(BinaryKind.OR, above, below);
          IndexExpr lower = IndexExpr.variable(low, 0, elements - 1);
          Value high = builder.binary(BinaryKind.XOR, low, mask);
          IndexExpr higher = IndexExpr.variable(high, 0, elements - 1);
          IndexExpr global = block.times(together).plus(higher.dividedBy(segments.size()));
          IndexExpr position =
              global
                  .modulo(segments.count())
                  .times(segments.size())
                  .plus(higher.modulo(segments.size()));
          Value inside = BoundsCode.within(builder, null, number, pairs);
          BoundsCode.when(builder, exists(inside, global, position), () -> order(lower, higher));
        });
    builder.add(new BlockOperation.Barrier());
  }

  private void order(IndexExpr lower, IndexExpr higher) {
    List<Value> first = shared.load(lower);
    List<Value> second = shared.load(higher);
    Value swap = task.isBefore(kernel, shared.decode(second), shared.decode(first));
    BoundsCode.when(
        builder,
        swap,
        () -> {
          shared.store(lower, second);
          shared.store(higher, first);
        });
  }
}
