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

  /** Rounds of vain questions after which nothing will change any more. */
  private static final int VAIN_ROUNDS = 1000;

  /** The number of the barrier that stands for that of a cluster, which has one block here. */
  public static final int CLUSTER_BARRIER = 16;

  /** How many barriers a block has. */
  static final int BARRIERS = 17;

  private final Program program;
  private final int threads;
  private final boolean checks;
  private final Warp[] warps;
  private final Region shared;
  private final RaceDetector races;
  private final Barrier[] barriers = new Barrier[BARRIERS];
  private final Grid grid;
  private final MemoryBarriers memoryBarriers = new MemoryBarriers();
  private long number;

  /** How often all warps have asked in vain whether a phase is over, and nothing has changed. */
  private int vainRounds;

  Block(Grid grid, Program program, int threads, boolean checks) {
    this.grid = grid;
    this.program = program;
    this.threads = threads;
    this.checks = checks;
    this.shared = new Region("shared memory", AddressMap.FIRST, 0, false, checks);
    this.warps = new Warp[(threads + Warp.LANES - 1) / Warp.LANES];
    boolean sharing = checks && threads > 1 && program.sharedGranule() > 0;
    this.races = sharing ? new RaceDetector(warps.length, program.sharedGranule()) : null;
    for (int i = 0; i < BARRIERS; i++) {
      barriers[i] = new Barrier();
    }
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

  /** The {@code mbarrier} objects in its shared memory. */
  MemoryBarriers memoryBarriers() {
    return memoryBarriers;
  }

  /** What looks for races on shared memory; null if nobody does. */
  RaceDetector races() {
    return races;
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
  void run(long newNumber) {
    number = newNumber;
    shared.resize(program.sharedBytes() + grid.sharedBytes());
    shared.forget();
    if (races != null) {
      races.begin(shared.size());
    }
    for (Barrier barrier : barriers) {
      barrier.reset();
    }
    memoryBarriers.clear();
    vainRounds = 0;
    for (Warp warp : warps) {
      warp.reset();
    }
    while (!allFinished()) {
      long events = memoryBarriers.events();
      long steps = 0;
      boolean inVain = true;
      for (Warp warp : warps) {
        if (!warp.finished()) {
          long run = warp.run(TURN);
          steps += run;
          inVain &= run == 0 || warp.askingStep() != null;
        }
      }
      vainRounds = inVain && events == memoryBarriers.events() ? vainRounds + 1 : 0;
      if ((steps == 0 || vainRounds > VAIN_ROUNDS) && !allFinished()) {
        throw deadlock();
      }
      grid.count(steps);
    }
    if (memoryBarriers.hasDeliveries()) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "kernel '%s', block %d: it ends while copies to its shared memory are on their way"
              .formatted(program.name(), number),
          "wait for the mbarrier that they signal");
    }
  }

  /** Threads of a warp have come to a barrier. */
  void arrive(Warp warp, int number, int threads, int expected, int yes) {
    Barrier barrier = barriers[number];
    if (!barrier.isIdle() && barrier.expected() != expected) {
      throw warp.fault(
          -1,
          DiagnosticCode.DEADLOCK,
          "barrier %d is used for %d threads, and was for %d by those that wait"
              .formatted(number, expected, barrier.expected()),
          "all threads of a barrier must name the same number");
    }
    barrier.arrive(threads, expected, yes);
    if (races != null) {
      races.arrive(warp.index(), number);
    }
    completeIfAll(number);
  }

  /** Threads have ended: barriers do not wait for them. */
  void threadsEnded() {
    for (int i = 0; i < BARRIERS; i++) {
      if (!barriers[i].isIdle()) {
        completeIfAll(i);
      }
    }
  }

  private void completeIfAll(int number) {
    Barrier barrier = barriers[number];
    int alive = 0;
    for (Warp warp : warps) {
      alive += Integer.bitCount(warp.live());
    }
    if (barrier.isComplete(alive)) {
      for (Warp warp : warps) {
        warp.release(number, barrier);
      }
      barrier.reset();
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
    StringBuilder text = new StringBuilder();
    Step first = null;
    for (int i = 0; i < BARRIERS; i++) {
      for (Warp warp : warps) {
        Step step = warp.waitingStep(i);
        if (step != null) {
          first = first == null ? step : first;
          text.append(text.isEmpty() ? "" : ", ")
              .append(
                  "warp %d at barrier %d in line %d"
                      .formatted(warp.index(), i, step.location().line()));
        }
      }
    }
    for (Warp warp : warps) {
      Step step = warp.finished() ? null : warp.askingStep();
      if (step != null) {
        first = first == null ? step : first;
        text.append(text.isEmpty() ? "" : ", ")
            .append(
                "warp %d at an mbarrier in line %d"
                    .formatted(warp.index(), step.location().line()));
      }
    }
    String message =
        "kernel '%s', block %d: all threads wait for ever: %s"
            .formatted(program.name(), number, text);
    Diagnostic diagnostic =
        Diagnostic.of(
            DiagnosticCode.DEADLOCK, message, "all threads must come to the same barriers");
    return new HloException(first == null ? diagnostic : diagnostic.at(first.location()));
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
