package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * Reductions over the trailing dimensions with everything before, between and after them: one
 * parallel loop over rows, in it a vector loop over the row per reduction, and one that writes what
 * has the size of the row. Softmax and layer norm read their row once from memory. Where that pays,
 * phases of neighbouring rows run as one loop ({@link RowPipeline}).
 */
public final class RowLowering {
  private final RowPlan plan;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;

  /** The kernel of an instruction that {@link #fits}. */
  public RowLowering(FusedView view, LoweringTarget target) {
    this.arguments = new KernelArguments(view);
    this.plan = new RowPlan(view, target, builder);
  }

  /** Whether all reductions are over the same trailing dimensions, and results fit to them. */
  public static boolean fits(FusedView view) {
    List<HloInstruction> reductions = Reductions.of(view);
    if (reductions.isEmpty()) {
      return false;
    }
    LongList full = ElementGenerator.dimensions(reductions.getFirst().operand(0));
    LongList reduced = reductions.getFirst().get(Attribute.DIMENSIONS);
    int kept = full.size() - reduced.size();
    for (HloInstruction reduction : reductions) {
      LongList dimensions = reduction.get(Attribute.DIMENSIONS);
      boolean same =
          ElementGenerator.dimensions(reduction.operand(0)).equals(full)
              && dimensions.size() == reduced.size()
              && dimensions.stream().allMatch(d -> d >= kept);
      if (!same || !simple(reduction)) {
        return false;
      }
    }
    long elements = full.stream().reduce(1, (a, b) -> a * b);
    return elements > 0
        && !reduced.isEmpty()
        && view.roots().stream().allMatch(root -> rootFits(root, full, kept));
  }

  private static boolean simple(HloInstruction reduction) {
    return reduction.operandCount() == 2 && Monoid.of(reduction.get(Attribute.TO_APPLY)) != null;
  }

  private static boolean rootFits(FusedView.Root root, LongList full, int kept) {
    long rows = Arrays.stream(full.toArray(), 0, kept).reduce(1, (a, b) -> a * b);
    return root.shape().dimensions().equals(full) || root.shape().elementCount() == rows;
  }

  /**
   * The kernel.
   *
   * @throws UnsupportedKernelException if a value of a row is read at another place than its own
   */
  public LoweredKernel lower() {
    if (RowPipeline.fits(plan)) {
      new RowPipeline(plan, builder, arguments).rows();
    } else {
      rows(List.of(), true);
    }
    return arguments.lowered(arguments.kernel(builder, "rows"), null);
  }

  private void rows(List<IndexExpr> outer, boolean outermost) {
    if (outer.size() == plan.kept.size()) {
      oneRow(MultiIndex.of(outer));
      return;
    }
    long size = plan.kept.get(outer.size());
    List<IndexExpr> coordinates = new ArrayList<>(outer);
    if (size == 1) {
      coordinates.add(IndexExpr.constant(0));
      rows(coordinates, outermost);
    } else {
      builder.loop(
          size,
          outermost || plan.target instanceof LoweringTarget.Gpu
              ? LoopSchedule.PARALLEL
              : LoopSchedule.SERIAL,
          variable -> {
            coordinates.add(variable);
            rows(coordinates, false);
          });
    }
  }

  private void oneRow(MultiIndex rowIndex) {
    List<Value> totals = new ArrayList<>();
    for (int number = 0; number < plan.reductions.size(); number++) {
      totals.add(reduce(phase(number, rowIndex, totals), number, rowIndex));
    }
    RowPhase last = phase(plan.reductions.size(), rowIndex, totals);
    List<Integer> leaves = plan.leaves(true);
    if (!leaves.isEmpty()) {
      List<Buffer> results = leaves.stream().map(arguments::result).toList();
      int width = LoopSchedules.width(results, plan.target.vectorBytes());
      builder.loop(plan.rowSize, LoopSchedule.vector(width, 2), last::write);
    }
    last.writeTotals();
  }

  private RowPhase phase(int number, MultiIndex rowIndex, List<Value> totals) {
    return new RowPhase(plan, builder, arguments, number, rowIndex, totals);
  }

  private Value reduce(RowPhase phase, int number, MultiIndex rowIndex) {
    boolean isLong = plan.isLong(number);
    List<Value> sums =
        builder.loop(
            plan.rowSize,
            plan.vectors(number),
            List.of(phase.identity()),
            (column, carried) -> {
              Value next = phase.sum(carried.getFirst(), column);
              if (isLong) {
                prefetch(plan.inRow(rowIndex, column));
              }
              return List.of(next);
            },
            (lefts, rights) -> List.of(phase.join(lefts.getFirst(), rights.getFirst())));
    return phase.total(sums.getFirst());
  }

  /**
   * Memory is idle during long computations: what is read next is asked for, and what will be
   * written, which is fetched before, too.
   */
  private void prefetch(MultiIndex index) {
    if (!(plan.target instanceof LoweringTarget.Cpu)) {
      return;
    }
    IndexExpr place = index.linear(plan.full);
    for (HloInstruction array : plan.fullOperands()) {
      builder.prefetch(arguments.find(array, 0), place.plus(plan.rowSize));
    }
    for (int leaf : plan.leaves(true)) {
      builder.prefetch(arguments.result(leaf), place);
    }
  }
}
