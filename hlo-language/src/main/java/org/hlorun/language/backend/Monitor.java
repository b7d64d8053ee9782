package org.hlorun.language.backend;

import org.hlorun.language.ir.HloInstruction;

/** Watches a run. Methods are called on the threads that run the program and must be quick. */
public interface Monitor {
  /** A monitor that does nothing. */
  Monitor SILENT = new Monitor() {};

  /** An instruction of the entry computation is done. */
  default void instructionDone(HloInstruction instruction) {}

  /**
   * Whether {@link #kernelDone} is wanted. A back end asks when it compiles a program; taking the
   * time costs a little for every kernel.
   */
  default boolean wantsKernels() {
    return false;
  }

  /** A kernel is done; only back ends that compile programs to kernels say so. */
  default void kernelDone(KernelRun run) {}

  /** Whether the run should stop as soon as possible. */
  default boolean isCancelled() {
    return false;
  }
}
