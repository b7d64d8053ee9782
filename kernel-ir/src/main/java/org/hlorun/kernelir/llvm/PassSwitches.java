package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * LLVM's switches of passes of its code generators, which are one for all threads: compilations
 * that want all passes and such that leave some out wait for each other.
 */
final class PassSwitches {
  /**
   * The version of LLVM whose switches these are; another might end the process at a wrong name.
   */
  private static final int LLVM_MAJOR = 20;

  /**
   * Switches that leave out what explicit vector code does not need. Loop strength reduction takes
   * a quarter of the time of code generation, in loops with many addresses more than half, and
   * makes code one percent faster. The others do not change a line of the code of kernels, but take
   * time to set up and to look at each function.
   */
  private static final List<String> OFF =
      List.of(
          "disable-lsr",
          "disable-constant-hoisting",
          "disable-early-ifcvt",
          "disable-early-taildup",
          "disable-mergeicmps",
          "disable-partial-libcall-inlining",
          "disable-tail-duplicate",
          "disable-x86-domain-reassignment",
          "no-stack-coloring",
          "x86-disable-avoid-SFB");

  /**
   * Switches that let something be done that explicit vector code does not need. Kernels store
   * vectors, which are not merged into longer ones; looking for some takes a tenth of the time.
   */
  private static final List<String> ON = List.of("combiner-store-merging");

  private static boolean on = true;
  private static int users;

  private PassSwitches() {}

  /** Compiles with all passes, or without those that processors do without. */
  static <T> T with(boolean all, Supplier<T> compilation) {
    enter(all);
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
        PassSwitches.class.wait();
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
    PassSwitches.class.notifyAll();
  }

  private static void turn(boolean wanted) {
    try (Arena arena = Arena.ofConfined()) {
      if (major(arena) == LLVM_MAJOR) {
        List<String> texts = new ArrayList<>(List.of("hlo-run"));
        OFF.forEach(name -> texts.add("-" + name + "=" + !wanted));
        ON.forEach(name -> texts.add("-" + name + "=" + wanted));
        MemorySegment arguments = arena.allocate(ADDRESS, texts.size());
        for (int i = 0; i < texts.size(); i++) {
          arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        LlvmLibrary.call("LLVMParseCommandLineOptions", texts.size(), arguments.address(), 0);
      }
    }
  }

  private static int major(Arena arena) {
    MemorySegment numbers = arena.allocate(JAVA_INT, 3);
    long first = numbers.address();
    LlvmLibrary.call("LLVMGetVersion", first, first + 4, first + 8);
    return numbers.get(JAVA_INT, 0);
  }
}
