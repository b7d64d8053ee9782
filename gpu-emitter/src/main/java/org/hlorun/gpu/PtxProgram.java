package org.hlorun.gpu;

import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.HloModule;

/** Programs as PTX text. */
public final class PtxProgram {
  private PtxProgram() {}

  /**
   * The kernels of a verified module as one PTX text, for which no GPU and no CUDA is needed.
   *
   * @param target the architecture, {@code sm_75} to {@code sm_120}
   * @param numerics what may change in the values
   * @return the text; empty if nothing of the module runs on a GPU
   * @throws org.hlorun.language.diagnostic.HloException if there is no such target, or the module's
   *     memory cannot be planned
   */
  public static String emit(HloModule module, String target, Numerics numerics) {
    return GpuProgramEmitter.emit(module, GpuTarget.named(target), numerics).ptx();
  }

  /** The same with {@link Numerics#DEFAULT}. */
  public static String emit(HloModule module, String target) {
    return emit(module, target, Numerics.DEFAULT);
  }
}
