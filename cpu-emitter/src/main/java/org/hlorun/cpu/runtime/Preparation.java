package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.hlorun.cpu.emitter.PreparedConstant;
import org.hlorun.kernelir.link.NativeLoader;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.NativeCall;
import org.hlorun.kernelir.llvm.NativeCode;

/** Computes the constants of a program that its own kernels make. */
public final class Preparation {
  private Preparation() {}

  /**
   * Runs kernels one after the other.
   *
   * @param objects the program's code, for this machine
   */
  public static void run(List<PreparedConstant> kernels, List<byte[]> objects, LlvmTarget target) {
    if (kernels.isEmpty()) {
      return;
    }
    try (NativeCode code = NativeLoader.load(objects, target)) {
      kernels.forEach(kernel -> run(kernel, code.symbol(kernel.kernel())));
    }
  }

  private static void run(PreparedConstant kernel, MemorySegment code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment table = arena.allocate(ValueLayout.ADDRESS, kernel.arguments().size());
      for (int i = 0; i < kernel.arguments().size(); i++) {
        MemorySegment argument = NativeExecutable.offHeap(kernel.arguments().get(i), arena);
        table.setAtIndex(ValueLayout.ADDRESS, i, argument);
      }
      NativeCall.call(code, table.address(), 0, kernel.count());
    }
  }
}
