package org.hlorun.interpreter.runtime;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/**
 * The bytes a run holds, against its limit. Arrays are freed by the garbage collector, so when the
 * limit is near the collector is asked first, and only what is really alive counts.
 */
final class MemoryBudget {
  /** Smaller arrays live on the Java heap, which has a limit of its own. */
  private static final long COUNTED_FROM = 4096;

  private static final int COLLECTIONS = 6;
  private static final Cleaner CLEANER = Cleaner.create();

  private final long limit;
  private final AtomicLong live = new AtomicLong();

  /**
   * @param limit the most bytes; 0 = no limit
   */
  MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Allocates an array, or throws a diagnostic that names the instruction and the bytes. */
  ArrayLiteral allocate(HloInstruction instruction, ArrayShape shape) {
    long bytes = shape.byteSize();
    if (limit == 0 || bytes < COUNTED_FROM) {
      return ArrayLiteral.allocate(shape);
    }
    reserve(instruction, bytes);
    ArrayLiteral literal;
    try {
      literal = ArrayLiteral.allocate(shape);
    } catch (OutOfMemoryError e) {
      live.addAndGet(-bytes);
      throw e;
    }
    AtomicLong counter = live;
    CLEANER.register(literal.segment().scope(), () -> counter.addAndGet(-bytes));
    return literal;
  }

  private void reserve(HloInstruction instruction, long bytes) {
    for (int attempt = 0; attempt <= COLLECTIONS; attempt++) {
      if (live.addAndGet(bytes) <= limit) {
        return;
      }
      long held = live.addAndGet(-bytes);
      if (bytes > limit || attempt == COLLECTIONS) {
        throw HloException.of(
            DiagnosticCode.MEMORY,
            "%s (%s) needs %,d bytes, but %,d of the allowed %,d are in use"
                .formatted(instruction.name(), instruction.shape(), bytes, held, limit),
            "allow more memory, or run a smaller program");
      }
      collect(attempt);
    }
  }

  private static void collect(int attempt) {
    System.gc();
    try {
      Thread.sleep(1L << attempt); // the cleaner's thread needs a moment behind the collection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
