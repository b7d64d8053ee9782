package org.hlorun.cpu.runtime;

import org.hlorun.language.backend.Monitor;

/**
 * The monitor of instructions that are handed back: they stop with the native run that they are
 * part of, and report no progress of their own.
 *
 * @param user the monitor of the whole program
 */
public record HostMonitor(Monitor user) implements Monitor {
  @Override
  public boolean isCancelled() {
    NativeRun run = NativeRun.current();
    return run != null && run.isStopped() || user.isCancelled();
  }
}
