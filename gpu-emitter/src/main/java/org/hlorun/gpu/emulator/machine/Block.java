package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The threads that share memory and meet at barriers. It is used for one block after another. */
public final class Block {
  /** Steps that a warp runs before the others have their turn. */
  private static final long TURN = 20_000;

  private final Program program;
  private final int threads;
  private final boolean checks;
  private final Warp[] warps;
  private final Region shared;
  private Grid grid;
  private long number;

  Block(Program program, int threads, boolean checks) {
    this.program = program;
    this.threads = threads;
    this.checks = checks;
    this.shared = new Region("shared memory", AddressMap.FIRST, 0, false, checks);
    this.warps = new Warp[(threads + Warp.LANES - 1) / Warp.LANES];
    for (int i = 0; i < warps.length; i++) {
      warps[i] = new Warp(this, i);
    }
  }

  Program program() {
    return program;
  }

  /** How many threads it has. */
  public int threads() {
    return threads;
  }

  boolean checks() {
    return checks;
  }

  public Grid grid() {
    return grid;
  }

  /** Its number in the grid. */
  public long number() {
    return number;
  }

  /** The bytes of shared memory it has. */
  public long sharedBytes() {
    return shared.size();
  }

  Region shared() {
    return shared;
  }

  /** Runs all threads to their end. */
  void run(Grid newGrid, long newNumber) {
    grid = newGrid;
    number = newNumber;
    shared.resize(program.sharedBytes() + grid.sharedBytes());
    shared.forget();
    for (Warp warp : warps) {
      warp.reset();
    }
    boolean running = true;
    while (running) {
      running = false;
      long steps = 0;
      for (Warp warp : warps) {
        if (!warp.finished()) {
          running = true;
          steps += warp.run(TURN);
        }
      }
      if (running && steps == 0 && !allFinished()) {
        throw deadlock();
      }
      grid.count(steps);
    }
  }

  private boolean allFinished() {
    for (Warp warp : warps) {
      if (!warp.finished()) {
        return false;
      }
    }
    return true;
  }

  private HloException deadlock() {
    for (Warp warp : warps) {
      HloException stuck = warp.stuck();
      if (stuck != null) {
        return stuck;
      }
    }
    return HloException.of(
        DiagnosticCode.DEADLOCK,
        "kernel '%s', block %d: all threads wait".formatted(program.name(), number),
        null);
  }

  /** The diagnostic of a fault. */
  HloException describe(Warp warp, Step step, LaneFault fault) {
    String thread =
        fault.lane() < 0
            ? "warp " + warp.index()
            : "thread " + (warp.index() * Warp.LANES + fault.lane());
    String message =
        "kernel '%s', block %d, %s: %s"
            .formatted(program.name(), number, thread, fault.getMessage());
    return new HloException(
        Diagnostic.of(fault.code(), message, fault.remedy()).at(step.location()));
  }
}
