package org.hlorun.gpu.emitter;

import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.schedule.BufferUses;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.gpu.schedule.KernelScheduler;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.HloInstruction;

/** The kernels of an instruction that a GPU can run. */
public final class GpuLowering {
  /** Scratch memory of a kernel that was not cut for blocks: the rest is for joining sums. */
  private static final long SCRATCH_BYTES = GpuTarget.SHARED_BYTES * 3L / 4;

  private GpuLowering() {}

  /**
   * The kernels that compute an instruction.
   *
   * @param numerics what may change in the values
   * @throws UnsupportedKernelException if there are none for it
   */
  public static List<LoweredKernel> lower(
      HloInstruction instruction, GpuTarget target, Numerics numerics) {
    List<LoweredKernel> kernels =
        Lowering.lower(
            instruction,
            new LoweringTarget.Gpu(
                target.capability(),
                target.specific(),
                numerics.allows(Numerics.FAST),
                target.busyBlocks()));
    kernels.forEach(kernel -> check(kernel.kernel()));
    return kernels;
  }

  private static void check(Kernel kernel) {
    BufferUses.forEach(kernel.body(), GpuLowering::check);
    KernelSchedule schedule = KernelScheduler.schedule(kernel);
    boolean small = schedule.sharedMemory().groupBytes() * schedule.groups() <= SCRATCH_BYTES;
    if (!schedule.hasThreadLoop() && !small) {
      throw new UnsupportedKernelException("more scratch memory than a block of threads shares");
    }
  }

  /** There is no C library on a GPU; LLVM's remainder is not exact there. */
  private static void check(Operation operation) {
    if (operation instanceof Operation.Call call) {
      throw new UnsupportedKernelException(
          "%s of %s on a GPU".formatted(call.function(), call.result().type()));
    }
    if (operation instanceof Operation.Binary binary && binary.kind() == BinaryKind.FREM) {
      throw new UnsupportedKernelException(
          "remainder of %s on a GPU".formatted(binary.result().type()));
    }
  }
}
