package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.Parts;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.ir.HloInstruction;

/**
 * Rows whose phases overlap (software pipelining): while a row is written, costly values of the
 * next one are computed, and the one behind that is read from memory for the first time, all in one
 * loop. Phases that wait for memory, for multiplications and for divisions one after the other use
 * the processor less than half. In softmax of rows in memory a third of the time is saved.
 *
 * <p>Parallel tasks are blocks of rows. With {@code n} reductions phase {@code k} is {@code n - k}
 * rows ahead of the writing phase. At the end of a block, phases ahead of it work on the block's
 * first rows, in vain: none of them but the last reduction keeps anything.
 */
final class RowPipeline {
  /**
   * Rows of a block: the loops before its first whole iteration and behind the last cost little.
   */
  private static final long MAX_BLOCK = 32;

  private static final long MIN_BLOCK = 8;

  /** Blocks for all threads. */
  private static final long MIN_BLOCKS = 32;

  /** In shorter rows little waits. */
  private static final long MIN_ROW = 64;

  /** More phases would need more registers than there are. */
  private static final int MAX_REDUCTIONS = 3;

  /** Vectors of a row that an iteration works on. */
  private static final int UNROLL = 2;

  private final RowPlan plan;
  private final KernelBuilder builder;
  private final KernelArguments arguments;
  private final Parts parts;
  private final int last;
  private final long block;

  /** The code of a plan that {@link #fits}. */
  RowPipeline(RowPlan plan, KernelBuilder builder, KernelArguments arguments) {
    this.plan = plan;
    this.builder = builder;
    this.arguments = arguments;
    this.parts = new Parts(builder);
    this.last = plan.reductions.size();
    this.block = block(plan);
  }

  /** Whether there are costly values that the last reduction is the first to compute, and rows. */
  static boolean fits(RowPlan plan) {
    int last = plan.reductions.size();
    return plan.target instanceof LoweringTarget.Cpu
        && last <= MAX_REDUCTIONS
        && plan.isLong(last - 1)
        && plan.saved.size() == plan.filledIn(last - 1).size()
        && !plan.leaves(true).isEmpty()
        && plan.rowSize >= MIN_ROW
        && block(plan) >= MIN_BLOCK;
  }

  /** The number of rows of a block: the greatest divisor of the number of rows in the limits. */
  private static long block(RowPlan plan) {
    long rows = plan.kept.stream().reduce(1, (a, b) -> a * b);
    long block = Math.min(MAX_BLOCK, rows / MIN_BLOCKS);
    while (block > 1 && rows % block != 0) {
      block--;
    }
    return block;
  }

  /** Code for all rows. */
  void rows() {
    long rows = plan.kept.stream().reduce(1, (a, b) -> a * b);
    builder.loop(
        rows / block, LoopSchedule.PARALLEL, number -> block(parts.once(number.times(block))));
  }

  private void block(IndexExpr first) {
    RowTotals totals = RowTotals.none(last);
    for (int step = 0; step < last; step++) {
      totals = step(totals, step, first.plus(step), first);
    }
    RowTotals before = totals;
    List<Value> after =
        builder.loop(
            block - 1,
            LoopSchedule.SERIAL,
            before.values(),
            (row, carried) ->
                step(before.with(carried), last, first.plus(row).plus(last), first).values(),
            null);
    RowPhase writing = phase(last, first.plus(block - 1), before.with(after));
    builder.loop(plan.rowSize, vectors(), writing::write);
    writing.writeTotals();
  }

  private RowPhase phase(int number, IndexExpr row, RowTotals totals) {
    MultiIndex index = MultiIndex.delinearize(row, plan.kept);
    return new RowPhase(plan, builder, arguments, number, index, totals.of(number));
  }

  /** A row of the block: those behind its end are its first ones. */
  private IndexExpr wrapped(IndexExpr row, IndexExpr first) {
    IndexExpr inBlock = row.minus(first);
    return inBlock.max() < block ? row : parts.once(first.plus(inBlock.modulo(block)));
  }

  /**
   * The phases up to number {@code newest}, each for the row behind that of the phase before.
   *
   * @param front the row of the first phase
   * @return the results of reductions that later steps need
   */
  private RowTotals step(RowTotals totals, int newest, IndexExpr front, IndexExpr first) {
    List<RowPhase> phases = new ArrayList<>();
    for (int number = 0; number <= newest; number++) {
      phases.add(phase(number, wrapped(front.plus(-number), first), totals));
    }
    List<RowPhase> reducing = phases.subList(0, Math.min(last, phases.size()));
    List<Value> sums =
        builder.loop(
            plan.rowSize,
            vectors(),
            reducing.stream().map(RowPhase::identity).toList(),
            (column, carried) -> column(phases, column, carried, front),
            (lefts, rights) ->
                each(reducing, i -> reducing.get(i).join(lefts.get(i), rights.get(i))));
    if (newest == last) {
      phases.get(last).writeTotals();
    }
    List<Value> results = each(reducing, i -> reducing.get(i).total(sums.get(i)));
    return totals.next(results, newest == last);
  }

  /** A column of all rows at work: what was kept of one is written before the next one is kept. */
  private List<Value> column(
      List<RowPhase> phases, IndexExpr column, List<Value> carried, IndexExpr front) {
    if (phases.size() > last) {
      phases.get(last).write(column);
    }
    Value[] sums = new Value[carried.size()];
    for (int number = sums.length - 1; number >= 0; number--) {
      sums[number] = phases.get(number).sum(carried.get(number), column);
    }
    prefetch(front, phases.size() >= last, column);
    return List.of(sums);
  }

  private static List<Value> each(List<RowPhase> phases, IntFunction<Value> value) {
    return IntStream.range(0, phases.size()).mapToObj(value).toList();
  }

  /** Asks for the row that is read next and, if there is one, the row that is written next. */
  private void prefetch(IndexExpr front, boolean isWritten, IndexExpr column) {
    IndexExpr read = front.plus(1).times(plan.rowSize).plus(column);
    for (HloInstruction array : plan.fullOperands()) {
      builder.prefetch(arguments.find(array, 0), read);
    }
    if (isWritten) {
      IndexExpr written = front.plus(1L - last).times(plan.rowSize).plus(column);
      for (int leaf : plan.leaves(true)) {
        builder.prefetch(arguments.result(leaf), written);
      }
    }
  }

  /** Vectors whose lanes are as many as the widest sum or result allows. */
  private LoopSchedule vectors() {
    List<Buffer> results = plan.leaves(true).stream().map(arguments::result).toList();
    int width = LoopSchedules.width(results, plan.target.vectorBytes());
    for (int number = 0; number < last; number++) {
      width = Math.min(width, plan.vectors(number).width());
    }
    return LoopSchedule.vector(width, UNROLL);
  }
}
