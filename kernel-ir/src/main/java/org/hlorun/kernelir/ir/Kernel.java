package org.hlorun.kernelir.ir;

import java.util.List;

/**
 * A function over buffers.
 *
 * @param name its symbol
 * @param buffers the arguments in order
 * @param locals scratch
 * @param body what it does; yields nothing
 * @param isForAllSizes whether it is part of the library of the compiler rather than of a program:
 *     sizes are an argument of it
 */
public record Kernel(
    String name, List<Buffer> buffers, List<Buffer> locals, Block body, boolean isForAllSizes) {
  public Kernel {
    buffers = List.copyOf(buffers);
    locals = List.copyOf(locals);
  }

  /** A kernel of a program. */
  public Kernel(String name, List<Buffer> buffers, List<Buffer> locals, Block body) {
    this(name, buffers, locals, body, false);
  }

  /** The same kernel as part of a program, whose sizes are still an argument. */
  public Kernel ofProgram() {
    return new Kernel(name, buffers, locals, body, false);
  }

  /** The same kernel with another name. */
  public Kernel named(String other) {
    return new Kernel(other, buffers, locals, body, isForAllSizes);
  }

  /**
   * The trip count of the outermost parallel loop, which the runtime may cut into ranges; 1 if
   * there is none; the most that there can be if it is an argument.
   */
  public long parallelCount() {
    return parallelLoop() == null ? 1 : parallelLoop().count();
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
