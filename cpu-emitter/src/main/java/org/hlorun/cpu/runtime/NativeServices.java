package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.image.ProgramImage;

/**
 * What native programs call.
 *
 * @param workers runs parallel loops
 * @param host runs instructions that are handed back
 * @param clock told when kernels begin and end; null for a program that is not timed
 */
public record NativeServices(WorkerPool workers, HostServices host, KernelClock clock) {
  /** Enters the addresses of the services that a program uses into its table. */
  void fill(MemorySegment table, ProgramImage image) {
    MemorySegment none = MemorySegment.NULL;
    set(table, ProgramEmitter.PARALLEL_SLOT, image.usesWorkers() ? workers.service() : none);
    set(table, ProgramEmitter.HOST_SLOT, image.handedBack().isEmpty() ? none : host.service());
    set(table, ProgramEmitter.CLOCK_SLOT, clock == null ? none : clock.service());
  }

  private static void set(MemorySegment table, long slot, MemorySegment address) {
    table.setAtIndex(ValueLayout.ADDRESS, slot, address);
  }
}
