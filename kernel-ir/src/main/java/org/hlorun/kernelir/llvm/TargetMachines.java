package org.hlorun.kernelir.llvm;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Target machines that wait for the next compilation. A new one costs LLVM about two milliseconds,
 * most of them for its tables of what the instructions of the processor do, which do not depend on
 * the module.
 */
final class TargetMachines {
  /** Machines that are kept: programs are compiled on all cores, but mostly for one target. */
  private static final int MOST = Runtime.getRuntime().availableProcessors();

  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private TargetMachines() {}

  private record Idle(LlvmTarget target, long machine) {}

  /** What is done with a machine that no other thread has. */
  @FunctionalInterface
  interface Use<T> {
    T on(long machine);
  }

  /** Does something with a machine for a target; one that failed is not used again. */
  static <T> T with(Arena arena, LlvmTarget target, Use<T> use) {
    long machine = take(target);
    if (machine == 0) {
      machine = LlvmCompiler.targetMachine(arena, target);
    }
    T result;
    try {
      result = use.on(machine);
    } catch (Throwable e) {
      dispose(machine);
      throw e;
    }
    give(new Idle(target, machine));
    return result;
  }

  /** A machine that waits, or 0. */
  private static synchronized long take(LlvmTarget target) {
    for (Idle idle : IDLE) {
      if (idle.target().equals(target)) {
        IDLE.remove(idle);
        return idle.machine();
      }
    }
    return 0;
  }

  private static void give(Idle idle) {
    Idle oldest;
    synchronized (TargetMachines.class) {
      IDLE.addFirst(idle);
      oldest = IDLE.size() > MOST ? IDLE.removeLast() : null;
    }
    if (oldest != null) {
      dispose(oldest.machine());
    }
  }

  private static void dispose(long machine) {
    LlvmLibrary.call("LLVMDisposeTargetMachine", machine);
  }
}
