package org.hlorun.language.backend;

import org.hlorun.language.ir.HloInstruction;

/** Watches a run. Methods are called on the threads that run the program and must be quick. */
public interface Monitor {
  /** A monitor that does nothing. */
  Monitor SILENT = new Monitor() {};

  /** An instruction of the entry computation is done. */
  default void instructionDone(HloInstruction instruction) {}

  /** Whether the run should stop as soon as possible. */
  default boolean isCancelled() {
    return false;
  }
}
