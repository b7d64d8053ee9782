package org.hlorun.kernelir.ir;

import java.util.List;

/**
 * A function over buffers.
 *
 * @param name its symbol
 * @param buffers the arguments in order
 * @param locals scratch
 * @param body what it does; yields nothing
 */
public record Kernel(String name, List<Buffer> buffers, List<Buffer> locals, Block body) {
  public Kernel {
    buffers = List.copyOf(buffers);
    locals = List.copyOf(locals);
  }

  /**
   * The trip count of the outermost parallel loop, which the runtime may cut into ranges; 1 if
   * there is none; the most that there can be of a kernel for all sizes.
   */
  public long parallelCount() {
    return parallelLoop() == null ? 1 : parallelLoop().count();
  }

  /**
   * Whether sizes are arguments: the kernel is part of the library of the compiler rather than of a
   * program.
   */
  public boolean isForAllSizes() {
    return parallelLoop() != null && parallelLoop().limit() != null;
  }

  /** The outermost parallel loop; null if there is none. */
  public Operation.Loop parallelLoop() {
    for (Operation operation : body.operations()) {
      if (operation instanceof Operation.Loop loop
          && loop.schedule().kind() == LoopSchedule.Kind.PARALLEL) {
        return loop;
      }
    }
    return null;
  }
}
