package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.loop.RoundedSizes;

/**
 * A kernel that makes some steps of a level of {@link SegmentSort}'s network on lines in scratch
 * memory, where what is compared lies too far apart for the memory of a block. A thread has all
 * elements in registers that the steps bring together.
 */
final class BitonicExchange {
  private final SortTask task;
  private final SortKernel.Scratch lines;
  private final Steps steps;
  private final SortKernel kernel;
  private final KernelBuilder builder;

  /**
   * Neighbouring steps.
   *
   * @param top the bit of positions that the first one is about
   * @param count how many there are: the last one is about bit {@code top - count + 1}
   * @param isFirst whether the first one compares with the mirror image
   */
  record Steps(int top, int count, boolean isFirst) {
    int lowest() {
      return top - count + 1;
    }
  }

  BitonicExchange(FusedView view, SortTask task, SortKernel.Scratch lines, Steps steps) {
    this.task = task;
    this.lines = lines;
    this.steps = steps;
    this.kernel = SortKernel.of(view);
    this.builder = kernel.builder();
  }

  LoweredKernel lower() {
    long groups = RoundedSizes.powerOfTwo(lines.length()) >> steps.count();
    builder.loop(
        lines.lines(),
        LoopSchedule.PARALLEL,
        line -> builder.loop(groups, LoopSchedule.PARALLEL, group -> run(line, group)));
    return kernel.finish("sort_exchange");
  }

  /**
   * Where the elements of a group lie. In the upper half of the first step's range they lie back to
   * front if that step is about mirror images, so that it compares equal numbers of both halves.
   */
  private List<IndexExpr> positions(IndexExpr group) {
    long span = 1L << steps.lowest();
    long range = 2L << steps.top();
    IndexExpr start = group.dividedBy(span).times(range);
    IndexExpr within = group.modulo(span);
    int size = 1 << steps.count();
    List<IndexExpr> positions = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean isMirrored = steps.isFirst() && i >= size / 2;
      IndexExpr at = within.plus((i % (size / 2)) * span);
      if (isMirrored) {
        at = at.times(-1).plus(range - 1);
      } else if (i >= size / 2) {
        at = at.plus(range / 2);
      }
      positions.add(start.plus(at));
    }
    return positions;
  }

  private void run(IndexExpr line, IndexExpr group) {
    List<IndexExpr> positions = positions(group);
    long last = lines.length() - 1;
    List<List<Value>> records = new ArrayList<>();
    for (IndexExpr position : positions) {
      records.add(lines.load(kernel, line, BoundsCode.clamped(builder, position, last)));
    }
    int size = records.size();
    for (int distance = size / 2; distance > 0; distance /= 2) {
      for (int i = 0; i < size; i++) {
        if ((i & distance) == 0) {
          boolean isMirrored = steps.isFirst() && distance < size / 2 && i >= size / 2;
          int other = i + distance;
          order(records, positions, isMirrored ? other : i, isMirrored ? i : other);
        }
      }
    }
    for (int i = 0; i < size; i++) {
      IndexExpr position = positions.get(i);
      List<Value> record = records.get(i);
      BoundsCode.when(
          builder,
          BoundsCode.within(builder, null, position, lines.length()),
          () -> lines.store(kernel, line, position, record));
    }
  }

  private void order(List<List<Value>> records, List<IndexExpr> positions, int lower, int higher) {
    List<Value> first = records.get(lower);
    List<Value> second = records.get(higher);
    SortRecords form = new SortRecords(kernel.elements(), task.types(), List.of());
    Value swap = task.isBefore(kernel, form.decode(second), form.decode(first));
    Value inside = BoundsCode.within(builder, null, positions.get(higher), lines.length());
    Value exchange = inside == null ? swap : builder.binary(BinaryKind.AND, inside, swap);
    List<Value> newFirst = new ArrayList<>();
    List<Value> newSecond = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      newFirst.add(builder.select(exchange, second.get(i), first.get(i)));
      newSecond.add(builder.select(exchange, first.get(i), second.get(i)));
    }
    records.set(lower, newFirst);
    records.set(higher, newSecond);
  }
}
