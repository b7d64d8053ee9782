package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * LLVM's switch of its loop strength reduction, which is one for all threads: compilations that
 * want it on and such that want it off wait for each other.
 */
final class StrengthReduction {
  /** The version of LLVM whose switch this is; another might end the process at a wrong name. */
  private static final int LLVM_MAJOR = 20;

  private static boolean on = true;
  private static int users;

  private StrengthReduction() {}

  /** Compiles while the switch is as {@code wanted}. */
  static <T> T with(boolean wanted, Supplier<T> compilation) {
    enter(wanted);
    try {
      return compilation.get();
    } finally {
      leave();
    }
  }

  private static synchronized void enter(boolean wanted) {
    boolean interrupted = false;
    while (users > 0 && on != wanted) {
      try {
        StrengthReduction.class.wait();
      } catch (InterruptedException e) {
        interrupted = true; // compilations take little time
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (on != wanted) {
      turn(wanted);
      on = wanted;
    }
    users++;
  }

  private static synchronized void leave() {
    users--;
    StrengthReduction.class.notifyAll();
  }

  private static void turn(boolean wanted) {
    try (Arena arena = Arena.ofConfined()) {
      if (major(arena) == LLVM_MAJOR) {
        MemorySegment arguments = arena.allocate(ADDRESS, 2);
        arguments.setAtIndex(ADDRESS, 0, arena.allocateFrom("hlo-run"));
        arguments.setAtIndex(ADDRESS, 1, arena.allocateFrom("-disable-lsr=" + !wanted));
        LlvmLibrary.function("LLVMParseCommandLineOptions", null, JAVA_INT, ADDRESS, ADDRESS)
            .invoke(2, arguments, MemorySegment.NULL);
      }
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  private static int major(Arena arena) throws Throwable {
    MemorySegment numbers = arena.allocate(JAVA_INT, 3);
    LlvmLibrary.function("LLVMGetVersion", null, ADDRESS, ADDRESS, ADDRESS)
        .invoke(numbers, numbers.asSlice(4), numbers.asSlice(8));
    return numbers.get(JAVA_INT, 0);
  }
}
