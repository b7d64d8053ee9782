package org.hlorun.benchmarks.xla;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the threads of this process on one CPU while both sides of a comparison run with one
 * thread: CPUs of a machine may differ by a tenth, and a thread tends to stay where it began. It is
 * the last CPU that the process may use, as the first one tends to serve the system and interrupts;
 * processes with the same parent choose the same one. Threads of Java that compile and collect stay
 * free, or they would take time from what is measured. Linux only.
 */
public final class CpuAffinity {
  private static final Pattern OF_JAVA =
      Pattern.compile("(C1|C2) Compiler.*|G1 .*|GC .*|VM .*|Service Thread|Signal Dispatch");
  private static final int SET_BYTES = 128;
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final MethodHandle GET = function("sched_getaffinity");
  private static final MethodHandle SET = function("sched_setaffinity");

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment all = arena.allocate(SET_BYTES, 8);
  private final MemorySegment one = arena.allocate(SET_BYTES, 8);
  private boolean isPinned;

  /** Finds out which CPUs the process may use. */
  public CpuAffinity() {
    call(GET, 0, all);
    for (long i = SET_BYTES - 1; i >= 0; i--) {
      byte cpus = all.get(JAVA_BYTE, i);
      if (cpus != 0) {
        one.set(JAVA_BYTE, i, (byte) Integer.highestOneBit(cpus & 0xff));
        return;
      }
    }
    throw new IllegalStateException("this process may use no CPU");
  }

  private static MethodHandle function(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  }

  private static int call(MethodHandle function, int thread, MemorySegment cpus) {
    try {
      return (int) function.invokeExact(thread, (long) SET_BYTES, cpus);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has the threads that there are run on one CPU. */
  public void pin() {
    if (!isPinned) {
      threads().forEach(thread -> call(SET, thread, one));
      isPinned = true;
    }
  }

  /** Has all threads run on any CPU again. */
  public void release() {
    if (isPinned) {
      threads().forEach(thread -> call(SET, thread, all));
      isPinned = false;
    }
  }

  private static List<Integer> threads() {
    List<Integer> threads = new ArrayList<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        if (!OF_JAVA.matcher(name(task)).matches()) {
          threads.add(Integer.parseInt(task.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return threads;
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it ended meanwhile
    }
  }
}
