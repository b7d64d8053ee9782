package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;

/** Memory of runs, each of which has some for itself; later runs use it again. */
final class Workspaces {
  private static final long ALIGNMENT = 64;

  /**
   * Memory of one run.
   *
   * @param arena temporary values
   * @param scratch what kernels use between them
   * @param table the addresses that the program is given
   * @param flag the run's stop flag
   */
  record Workspace(
      MemorySegment arena, MemorySegment scratch, MemorySegment table, MemorySegment flag) {}

  private final NativeProgram program;
  private final Arena memory;
  private final ConcurrentLinkedQueue<Workspace> free = new ConcurrentLinkedQueue<>();

  Workspaces(NativeProgram program, Arena memory) {
    this.program = program;
    this.memory = memory;
  }

  Workspace take() {
    Workspace workspace = free.poll();
    return workspace == null ? allocate() : workspace;
  }

  void giveBack(Workspace workspace) {
    free.add(workspace);
  }

  private Workspace allocate() {
    long slots = ProgramEmitter.FIRST_SLOT + (long) program.table().size();
    return new Workspace(
        allocate(program.assignment().temporaryBytes()),
        allocate(program.scratchBytes()),
        memory.allocate(ValueLayout.ADDRESS, slots),
        allocate(ValueLayout.JAVA_INT.byteSize()));
  }

  private MemorySegment allocate(long bytes) {
    return memory.allocate(Math.max(ALIGNMENT, bytes), ALIGNMENT);
  }
}
