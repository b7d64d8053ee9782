package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/**
 * The first columns of the product of reflectors, LAPACK's {@code orgqr} as JAX calls it, on a CPU
 * and in {@code f64}: the identity is reflected by all of them, from the last one on. (G. Golub and
 * C. Van Loan, "Matrix Computations", 5.1.6.) What is not finite may spread to more elements than
 * by one reflector after the other.
 */
public final class OrthogonalLowering {
  private static final int FACTORS = 1;

  private final FusedView view;
  private final LoweringTarget target;
  private final LapackShapes shapes;
  private final long steps;
  private final long batch;
  private final ReflectorMemory memory;
  private final ScratchMatrices products;

  /**
   * A lowering of a call of {@code orgqr}.
   *
   * @throws UnsupportedKernelException if it is not for a CPU, or takes much more memory than its
   *     matrices
   */
  public OrthogonalLowering(FusedView view, LoweringTarget target) {
    if (!(target instanceof LoweringTarget.Cpu)) {
      throw new UnsupportedKernelException("orgqr on a GPU");
    }
    this.view = view;
    this.target = target;
    this.shapes = LapackShapes.of(view.instruction(), "orgqr", 2);
    ArrayShape factors = view.instruction().operand(FACTORS).shape().asArray();
    this.steps = factors.dimension(factors.rank() - 1);
    this.batch = shapes.count();
    this.memory = ReflectorMemory.of(shapes, steps, 2 * ScratchKernel.width(target));
    ScratchMatrices matrices = memory.matrices();
    this.products =
        ScratchMatrices.of(memory.factors().end(), batch, matrices.rows(), matrices.stride());
    shapes.requireMemory(products.end());
  }

  /** Whether an instruction is such a call, with operands and a result that belong together. */
  public static boolean fits(HloInstruction call) {
    LapackShapes shapes = LapackShapes.of(call, "orgqr", 2);
    if (shapes == null
        || !(call.operand(FACTORS).shape() instanceof ArrayShape factors)
        || factors.rank() == 0) {
      return false;
    }
    long steps = factors.dimension(factors.rank() - 1);
    return shapes.hasResults(1)
        && shapes.isMatrices(0)
        && shapes.isVectors(factors, shapes.matrices().elementType(), steps)
        && steps <= shapes.columns()
        && shapes.columns() <= shapes.rows();
  }

  public List<LoweredKernel> lower() {
    List<LoweredKernel> kernels = new ArrayList<>();
    if (batch > 0 && shapes.columns() > 0) {
      kernels.add(products.clear(view, target, products.stride(), true));
      if (steps > 0) {
        kernels.add(memory.matrices().clear(view, target, memory.matrices().stride(), false));
        kernels.add(memory.factors().clear(view, target, memory.factors().stride(), false));
        kernels.addAll(
            List.of(shapes.copy(view, target, memory.matrices()), copyFactors(), multiply()));
      }
      kernels.add(shapes.write(view, target, products));
    }
    return kernels;
  }

  private LoweredKernel copyFactors() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    return kernel.nest(
        LongList.of(batch, 1, steps),
        (number, row, column) ->
            memory
                .factors()
                .view(kernel.builder(), kernel.arguments(), Buffer.Role.OUTPUT, number)
                .store(row, column, kernel.operand(FACTORS, number.times(steps).plus(column))));
  }

  private LoweredKernel multiply() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    kernel.parallel(
        batch,
        number -> {
          ReflectorMemory.Views views = memory.views(builder, kernel.arguments(), number);
          ScratchMatrices.View product =
              products.view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number);
          Reflectors reflectors = memory.reflectors(builder, views, product);
          long blocks = Math.ceilDiv(steps, LapackShapes.BLOCK);
          builder.loop(
              blocks,
              LoopSchedule.SERIAL,
              i -> {
                IndexExpr first = i.times(-1).plus(blocks - 1).times(LapackShapes.BLOCK);
                reflectors.take(views.matrix(), first, steps);
                // What is left of the block's columns has zeros where it would be reflected.
                IndexExpr columns = first.times(-1).plus(shapes.columns());
                IndexExpr tiles = columns.plus(memory.tile() - 1L).dividedBy(memory.tile());
                reflectors.reflect(first, first, tiles, true);
              });
        });
    return kernel.finish("orthogonal");
  }
}
