package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.cpu.image.TableSlot;

/**
 * Memory of runs, each of which has some for itself; later runs use it again. What is the same in
 * every run is in its table from the beginning.
 */
final class Workspaces {
  private static final long ALIGNMENT = 64;

  /**
   * Memory of one run.
   *
   * @param table the addresses that the program is given
   * @param flag the run's stop flag
   */
  record Workspace(MemorySegment table, MemorySegment flag) {}

  private final ProgramImage image;
  private final List<MemorySegment> constants;
  private final NativeServices services;
  private final MemorySegment calls;
  private final Arena memory;
  private final ConcurrentLinkedQueue<Workspace> free = new ConcurrentLinkedQueue<>();

  /**
   * @param constants the constants in native memory, by number
   * @param services what the program calls
   * @param calls what a program without a function of its own does
   * @param memory where workspaces are allocated
   */
  Workspaces(
      ProgramImage image,
      List<MemorySegment> constants,
      NativeServices services,
      MemorySegment calls,
      Arena memory) {
    this.image = image;
    this.constants = constants;
    this.services = services;
    this.calls = calls;
    this.memory = memory;
  }

  /** The constants in native memory, by number. */
  List<MemorySegment> constants() {
    return constants;
  }

  Workspace take() {
    Workspace workspace = free.poll();
    return workspace == null ? allocate() : workspace;
  }

  void giveBack(Workspace workspace) {
    free.add(workspace);
  }

  private Workspace allocate() {
    long slots = ProgramEmitter.FIRST_SLOT + (long) image.table().size();
    MemorySegment table = memory.allocate(ValueLayout.ADDRESS, slots);
    MemorySegment flag = allocate(ValueLayout.JAVA_INT.byteSize());
    MemorySegment arena = allocate(image.temporaryBytes());
    MemorySegment scratch = allocate(image.scratchBytes());
    services.fill(table, image);
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.STOP_SLOT, flag);
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.CALLS_SLOT, calls);
    for (int i = 0; i < image.table().size(); i++) {
      TableSlot slot = image.table().get(i);
      MemorySegment base =
          switch (slot.kind()) {
            case CONSTANT -> constants.get(slot.number());
            case TEMPORARY -> arena;
            case SCRATCH -> scratch;
            case ARGUMENT, RESULT -> MemorySegment.NULL; // other ones in every run
          };
      set(table, i, base.address() + slot.offset());
    }
    return new Workspace(table, flag);
  }

  /** Puts an address into a slot, counted from the first that is the program's own. */
  static void set(MemorySegment table, int slot, long address) {
    table.setAtIndex(ValueLayout.JAVA_LONG, ProgramEmitter.FIRST_SLOT + (long) slot, address);
  }

  private MemorySegment allocate(long bytes) {
    return LargeMemory.allocate(Math.max(ALIGNMENT, bytes), ALIGNMENT, memory);
  }
}
