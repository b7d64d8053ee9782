package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * {@code A = Q R}, LAPACK's {@code geqrf} as JAX calls it, of real matrices of any shape, on a CPU
 * and in {@code f64}: a kernel copies the matrix to scratch memory, one factors it there ({@link
 * QrBlocks}), and one writes R and the vectors. What is not finite may spread to more elements than
 * by one reflector after the other.
 */
public final class QrLowering {
  private static final IndexExpr ZERO = IndexExpr.constant(0);
  private static final int FACTORS = 1;

  private final FusedView view;
  private final LoweringTarget target;
  private final LapackShapes shapes;
  private final long steps;
  private final long batch;
  private final ReflectorMemory memory;

  /**
   * A lowering of a call of {@code geqrf}.
   *
   * @throws UnsupportedKernelException if it is not for a CPU, or takes much more memory than its
   *     matrices
   */
  public QrLowering(FusedView view, LoweringTarget target) {
    if (!(target instanceof LoweringTarget.Cpu)) {
      throw new UnsupportedKernelException("geqrf on a GPU");
    }
    this.view = view;
    this.target = target;
    this.shapes = LapackShapes.of(view.instruction(), "geqrf", 1);
    this.steps = shapes.steps();
    this.batch = shapes.count();
    this.memory = ReflectorMemory.of(shapes, steps, 2 * ScratchKernel.width(target));
    shapes.requireMemory(memory.factors().end());
  }

  /** Whether an instruction is such a call, with the results that it must have. */
  public static boolean fits(HloInstruction call) {
    LapackShapes shapes = LapackShapes.of(call, "geqrf", 1);
    return shapes != null
        && shapes.hasResults(2)
        && shapes.isMatrices(0)
        && shapes.isVectors(
            shapes.result(FACTORS), shapes.matrices().elementType(), shapes.steps());
  }

  public List<LoweredKernel> lower() {
    List<LoweredKernel> kernels = new ArrayList<>();
    if (batch > 0 && steps > 0) {
      kernels.add(memory.matrices().clear(view, target, memory.matrices().stride(), false));
      kernels.add(memory.factors().clear(view, target, memory.factors().stride(), false));
      kernels.addAll(
          List.of(
              shapes.copy(view, target, memory.matrices()),
              factor(),
              shapes.write(view, target, memory.matrices())));
    }
    return kernels;
  }

  private LoweredKernel factor() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    kernel.parallel(
        batch,
        number -> {
          ReflectorMemory.Views views = memory.views(builder, kernel.arguments(), number);
          Reflectors reflectors = memory.reflectors(builder, views, views.matrix());
          boolean isScaled = shapes.matrices().elementType() == ElementType.F64;
          QrBlocks blocks =
              new QrBlocks(
                  builder, views.matrix(), reflectors, shapes.rows(), shapes.columns(), isScaled);
          blocks.factor(
              steps,
              (column, tau) -> {
                views.factors().store(ZERO, column, tau);
                kernel.store(FACTORS, number.times(steps).plus(column), tau);
              });
        });
    return kernel.finish("qr");
  }
}
