package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * {@code P A = L U} with partial pivoting, LAPACK's {@code getrf} as JAX calls it, of real matrices
 * of any shape, on a CPU and in {@code f64}: a kernel copies the matrix to scratch memory, one
 * factors it there, and one writes both factors. Of candidates of one magnitude the first is the
 * pivot; a column without any is left as it is, and the first such column's number is {@code info}.
 * Each product is rounded before it is subtracted, in the order of plain elimination: for finite
 * numbers the bits are those of the interpreter, also where it finds a matrix singular. What is not
 * finite may spread to columns behind a column without a pivot as well.
 */
public final class LuLowering {
  private static final int PIVOTS = 1;
  private static final int INFO = 2;

  private final FusedView view;
  private final LoweringTarget target;
  private final LapackShapes shapes;
  private final long rows;
  private final long columns;
  private final long steps;
  private final long batch;
  private final ScratchMatrices matrices;

  /**
   * A lowering of a call of {@code getrf}.
   *
   * @throws UnsupportedKernelException if it is not for a CPU, or takes much more memory than its
   *     matrices
   */
  public LuLowering(FusedView view, LoweringTarget target) {
    if (!(target instanceof LoweringTarget.Cpu)) {
      throw new UnsupportedKernelException("getrf on a GPU");
    }
    this.view = view;
    this.target = target;
    this.shapes = LapackShapes.of(view.instruction(), "getrf", 1);
    this.rows = shapes.rows();
    this.columns = shapes.columns();
    this.steps = shapes.steps();
    this.batch = shapes.count();
    long wide = LapackShapes.padded(columns) + 2L * ScratchKernel.width(target);
    this.matrices = ScratchMatrices.of(0, batch, LapackShapes.padded(rows), wide);
    shapes.requireMemory(matrices.end());
  }

  /** Whether an instruction is such a call, with the results that it must have. */
  public static boolean fits(HloInstruction call) {
    LapackShapes shapes = LapackShapes.of(call, "getrf", 1);
    return shapes != null
        && shapes.hasResults(3)
        && shapes.isMatrices(0)
        && shapes.isVectors(shapes.result(PIVOTS), ElementType.S32, shapes.steps())
        && shapes.isVectors(shapes.result(INFO), ElementType.S32);
  }

  public List<LoweredKernel> lower() {
    if (batch == 0) {
      return List.of();
    }
    List<LoweredKernel> kernels = new ArrayList<>();
    if (steps > 0) {
      kernels.add(matrices.clear(view, target, matrices.stride(), false));
      kernels.add(shapes.copy(view, target, matrices));
    }
    kernels.add(factor());
    if (steps > 0) {
      kernels.add(shapes.write(view, target, matrices));
    }
    return kernels;
  }

  private LoweredKernel factor() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    kernel.parallel(batch, number -> factor(kernel, number));
    return kernel.finish("lu");
  }

  private void factor(ScratchKernel kernel, IndexExpr number) {
    KernelBuilder builder = kernel.builder();
    Value info = builder.integer(ScalarType.I32, 0);
    if (steps > 0) {
      ScratchMatrices.View a =
          matrices.view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number);
      LuBlocks blocks = new LuBlocks(builder, a, rows, columns, 2 * ScratchKernel.width(target));
      Buffer pivots = kernel.arguments().result(PIVOTS);
      LuBlocks.Pivots places =
          (step, row) ->
              builder.store(pivots, number.times(steps).plus(step), number(builder, row), null);
      info = blocks.factor(steps, places);
    }
    builder.store(kernel.arguments().result(INFO), number, info, null);
  }

  /** The number of a row or column as LAPACK has it, which counts from 1. */
  static Value number(KernelBuilder builder, IndexExpr place) {
    return builder.cast(CastKind.TRUNCATE, ScalarType.I32, builder.index(place.plus(1)));
  }
}
