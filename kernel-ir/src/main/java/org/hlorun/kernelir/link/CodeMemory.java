package org.hlorun.kernelir.link;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import org.hlorun.kernelir.llvm.NativeCall;

/**
 * Pages of memory that first are written and then are run. They are ordinary memory whose
 * protection is changed: that takes one function of the system, and binding a function takes as
 * long as all else that loads a small program.
 */
final class CodeMemory implements AutoCloseable {
  /** A multiple of the page sizes in use. */
  static final long PAGE = 1 << 16;

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int EXECUTE = 4;

  private static final class Calls {
    static final MemorySegment PROTECT =
        Linker.nativeLinker().defaultLookup().findOrThrow("mprotect");
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  /** Memory that can be written, in whole pages. */
  CodeMemory(long bytes) {
    segment = arena.allocate(bytes, PAGE);
  }

  MemorySegment segment() {
    return segment;
  }

  /** Makes the first bytes, a multiple of {@link #PAGE}, code that cannot be written any more. */
  void makeExecutable(long bytes) {
    protect(bytes, READ | EXECUTE);
  }

  private void protect(long bytes, int protection) {
    if ((int) NativeCall.call(Calls.PROTECT, segment.address(), bytes, protection) != 0) {
      throw new IllegalStateException("the system does not let memory be run");
    }
  }

  @Override
  public void close() {
    protect(segment.byteSize(), READ | WRITE);
    arena.close();
  }
}
