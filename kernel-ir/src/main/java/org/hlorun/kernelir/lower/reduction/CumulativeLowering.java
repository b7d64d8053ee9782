package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.fusion.reduction.CumulativeWindow;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * {@code reduce-window} as a cumulative sum, product, maximum or any other reducer, in one pass:
 * along lines of memory, or row by row with the columns as lanes.
 */
public final class CumulativeLowering {
  /** Columns that fewer than this many lie next to each other are lines with a stride. */
  private static final long MIN_COLUMNS = 4;

  /** Columns that one task runs: their sums stay in the cache of level 1. */
  private static final long COLUMNS = 512;

  private final FusedView view;
  private final LoweringTarget target;
  private final CumulativeShape shape;
  private final List<LoweredKernel> kernels = new ArrayList<>();

  /** The kernels of an instruction that {@link #fits}. */
  public CumulativeLowering(FusedView view, LoweringTarget target) {
    this.view = view;
    this.target = target;
    this.shape = shape(view.instruction());
  }

  /** The arrays of a cumulative window. */
  static CumulativeShape shape(HloInstruction instruction) {
    CumulativeWindow window = CumulativeWindow.of(instruction).orElseThrow();
    LongList sizes = ElementGenerator.dimensions(instruction.operand(0));
    LongList resultSizes = Leaves.of(instruction.shape()).getFirst().dimensions();
    long before = 1;
    long behind = 1;
    for (int d = 0; d < sizes.size(); d++) {
      before *= d < window.dimension() ? sizes.get(d) : 1;
      behind *= d > window.dimension() ? sizes.get(d) : 1;
    }
    return new CumulativeShape(
        window.reversed(),
        window.shift(),
        sizes.get(window.dimension()),
        resultSizes.get(window.dimension()),
        before,
        behind);
  }

  /**
   * Whether this is a cumulative window. Backwards, reducers must commute: windows are reduced from
   * their first element on.
   */
  public static boolean fits(FusedView view) {
    HloInstruction instruction = view.instruction();
    return instruction.opcode() == Opcode.REDUCE_WINDOW
        && Leaves.of(instruction.shape()).getFirst().elementCount() > 0
        && CumulativeWindow.of(instruction)
            .filter(window -> !window.reversed() || CumulativeCode.monoid(instruction) != null)
            .isPresent();
  }

  /** The kernels, which may run in any order. */
  public List<LoweredKernel> lower() {
    if (shape.behind() < MIN_COLUMNS) {
      kernel(shape.before() * shape.behind(), CumulativeCode::line);
      return kernels;
    }
    long full = shape.behind() / COLUMNS;
    long rest = shape.behind() % COLUMNS;
    if (full > 0) {
      kernel(
          shape.before() * full,
          (code, task) ->
              code.columns(task.dividedBy(full), task.modulo(full).times(COLUMNS), COLUMNS));
    }
    if (rest > 0) {
      kernel(
          shape.before(),
          (code, task) -> code.columns(task, IndexExpr.constant(full * COLUMNS), rest));
    }
    return kernels;
  }

  /** What one task does. */
  @FunctionalInterface
  private interface Task {
    void emit(CumulativeCode code, IndexExpr task);
  }

  private void kernel(long tasks, Task body) {
    CumulativeCode code = new CumulativeCode(view, target, shape);
    Consumer<IndexExpr> task = number -> body.emit(code, number);
    if (tasks == 1) {
      task.accept(IndexExpr.constant(0));
    } else {
      code.builder().loop(tasks, LoopSchedule.PARALLEL, task);
    }
    kernels.add(code.finish());
  }
}
