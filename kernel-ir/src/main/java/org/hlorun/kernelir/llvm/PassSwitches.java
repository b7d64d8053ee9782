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
 * that want other passes wait for each other.
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

  /**
   * Switches that leave the instructions in the order of the kernel, which puts what is loaded next
   * to where it is used first. LLVM's schedulers load earlier, up to where values no longer fit
   * into the registers: loops of convolutions are a tenth faster without them, others as fast, and
   * code generation takes a sixth less time. With 16 vector registers more values would be kept in
   * memory without them.
   */
  private static final List<String> IN_ORDER =
      List.of("-enable-misched=false", "-disable-post-ra=true");

  /** Which passes run. */
  enum Level {
    /** All of them. */
    ALL,
    /** Those that have something to do in explicit vector code. */
    FEW,
    /** The same, but for those that put instructions into another order. */
    IN_ORDER
  }

  private static Level current = Level.ALL;
  private static int users;

  private PassSwitches() {}

  /** Compiles with the passes of a level. */
  static <T> T with(Level level, Supplier<T> compilation) {
    enter(level);
    try {
      return compilation.get();
    } finally {
      leave();
    }
  }

  private static synchronized void enter(Level wanted) {
    boolean interrupted = false;
    while (users > 0 && current != wanted) {
      try {
        PassSwitches.class.wait();
      } catch (InterruptedException e) {
        interrupted = true; // compilations take little time
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (current != wanted) {
      turn(wanted);
      current = wanted;
    }
    users++;
  }

  private static synchronized void leave() {
    users--;
    PassSwitches.class.notifyAll();
  }

  /** Sets the switches; LLVM sets those that are not named to what they are at first. */
  private static void turn(Level wanted) {
    try (Arena arena = Arena.ofConfined()) {
      if (major(arena) == LLVM_MAJOR) {
        List<String> texts = new ArrayList<>(List.of("hlo-run"));
        if (wanted != Level.ALL) {
          OFF.forEach(name -> texts.add("-" + name + "=true"));
          ON.forEach(name -> texts.add("-" + name + "=false"));
        }
        if (wanted == Level.IN_ORDER) {
          texts.addAll(IN_ORDER);
        }
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
