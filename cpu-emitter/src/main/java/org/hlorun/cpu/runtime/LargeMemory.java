package org.hlorun.cpu.runtime;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.hlorun.kernelir.llvm.NativeCall;

/**
 * Native memory whose first content is undefined. Arenas fill theirs with zeros, on one thread:
 * large programs would wait seconds for what they never look at. Here the system makes pages when
 * kernels write to them.
 */
final class LargeMemory {
  /** Less is left to arenas. */
  private static final long LEAST = 1 << 20;

  /** Parts of a hundred of the process's memory that may be taken. */
  private static final long PERCENT = 80;

  private static final AtomicLong TAKEN = new AtomicLong();

  private static final class Platform {
    static final Optional<MemorySegment> ALLOCATE = find("aligned_alloc");
    static final Optional<MemorySegment> FREE = find("free");
    static final long LIMIT = processBytes() / 100 * PERCENT;

    private static Optional<MemorySegment> find(String function) {
      return Linker.nativeLinker().defaultLookup().find(function);
    }

    /** What the system or a container lets the process have; 0 if that is not known. */
    private static long processBytes() {
      long kibibytes = number(Path.of("/proc/meminfo"), "MemTotal:\\s*(\\d+) kB(?s:.*)");
      long limit = number(Path.of("/sys/fs/cgroup/memory.max"), "(\\d{1,15})\\s*");
      return limit == 0 ? kibibytes << 10 : Math.min(kibibytes << 10, limit);
    }

    private static long number(Path file, String pattern) {
      try {
        String text = Files.readString(file);
        return text.matches(pattern) ? Long.parseLong(text.replaceFirst(pattern, "$1")) : 0;
      } catch (IOException e) {
        return 0;
      }
    }
  }

  private LargeMemory() {}

  /**
   * Memory that lives as long as an arena.
   *
   * @param alignment a power of two, in bytes
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment allocate(long bytes, long alignment, Arena arena) {
    if (bytes < LEAST
        || Platform.LIMIT == 0
        || Platform.ALLOCATE.isEmpty()
        || Platform.FREE.isEmpty()) {
      return arena.allocate(bytes, alignment);
    }
    long whole = Math.ceilDiv(bytes, alignment) * alignment;
    if (TAKEN.addAndGet(whole) > Platform.LIMIT) {
      long others = TAKEN.addAndGet(-whole);
      throw new OutOfMemoryError(
          "%,d bytes are beyond what is left of the %,d that may be taken, of which %,d are in use"
              .formatted(bytes, Platform.LIMIT, others));
    }
    long address = NativeCall.call(Platform.ALLOCATE.get(), alignment, whole, 0);
    if (address == 0) {
      TAKEN.addAndGet(-whole);
      throw new OutOfMemoryError("the system has not got %,d bytes".formatted(bytes));
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(
            bytes,
            arena,
            memory -> {
              NativeCall.call(Platform.FREE.get(), address, 0, 0);
              TAKEN.addAndGet(-whole);
            });
  }

  /** Bytes that are in use. */
  static long taken() {
    return TAKEN.get();
  }
}
