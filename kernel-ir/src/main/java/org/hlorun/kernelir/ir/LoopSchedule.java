package org.hlorun.kernelir.ir;

/**
 * How a loop is run.
 *
 * @param kind the way
 * @param width lanes of a vector loop; else 1
 * @param unroll how many vectors (or iterations) are in flight at once
 */
public record LoopSchedule(Kind kind, int width, int unroll) {
  /** Ways to run a loop. */
  public enum Kind {
    SERIAL,
    /** Iterations are independent and may run on any thread in any order. */
    PARALLEL,
    /**
     * Iterations run as lanes of vectors. Carried values are kept per lane and combined at the end
     * in a fixed order.
     */
    VECTOR,
    /** Every iteration is written out. */
    UNROLLED,
    /**
     * Iterations are the threads of a block of a GPU: they run at once, and meet where the body has
     * a {@link BlockOperation.Barrier}.
     */
    THREADS
  }

  public static final LoopSchedule SERIAL = new LoopSchedule(Kind.SERIAL, 1, 1);
  public static final LoopSchedule PARALLEL = new LoopSchedule(Kind.PARALLEL, 1, 1);
  public static final LoopSchedule UNROLLED = new LoopSchedule(Kind.UNROLLED, 1, 1);

  public static final LoopSchedule THREADS = new LoopSchedule(Kind.THREADS, 1, 1);

  /** Whether the number of iterations of such a loop may be a value. */
  public boolean mayHaveLimit() {
    return kind == Kind.SERIAL || kind == Kind.PARALLEL || kind == Kind.VECTOR;
  }

  /** Iterations that are in flight at once. */
  public long together() {
    return (long) width * unroll;
  }

  public static LoopSchedule vector(int width, int unroll) {
    return new LoopSchedule(Kind.VECTOR, width, unroll);
  }
}
