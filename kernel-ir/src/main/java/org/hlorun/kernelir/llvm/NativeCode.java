package org.hlorun.kernelir.llvm;

import java.lang.foreign.MemorySegment;

/** Object code loaded into this process. */
public interface NativeCode extends AutoCloseable {
  /**
   * The address of a function.
   *
   * @throws IllegalStateException if there is none of that name
   */
  MemorySegment symbol(String name);

  /** Frees the code; nobody may run it any more. */
  @Override
  void close();
}
