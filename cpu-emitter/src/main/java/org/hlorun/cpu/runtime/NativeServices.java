package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hlorun.cpu.emitter.ProgramEmitter;

/**
 * What native programs call.
 *
 * @param workers runs parallel loops
 * @param host runs instructions that are handed back
 * @param clock told when kernels begin and end; null for a program that is not timed
 */
public record NativeServices(WorkerPool workers, HostServices host, KernelClock clock) {
  /** Enters the addresses of the services into a program's table. */
  void fill(MemorySegment table) {
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.PARALLEL_SLOT, workers.service());
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.HOST_SLOT, host.service());
    table.setAtIndex(
        ValueLayout.ADDRESS,
        ProgramEmitter.CLOCK_SLOT,
        clock == null ? MemorySegment.NULL : clock.service());
  }
}
