package org.hlorun.kernelir.ir;

import java.util.List;

/** What the threads of a block of a GPU do together, inside a loop over threads. */
public sealed interface BlockOperation extends Operation
    permits BlockOperation.Barrier,
        BlockOperation.AsyncCopy,
        BlockOperation.AsyncCommit,
        BlockOperation.AsyncWait,
        BlockOperation.LoadMatrices,
        BlockOperation.MultiplyMatrices,
        BlockOperation.ExchangeLanes,
        BlockOperation.PackFactors,
        BlockOperation.PowerOfTwo,
        WarpgroupOperation {
  /** Every thread waits for all others of the block, and sees what they wrote before. */
  record Barrier() implements BlockOperation {}

  /**
   * Begins to copy neighbouring elements to shared memory, 16 bytes in all, both addresses
   * multiples of 16 bytes.
   *
   * @param mask an {@code i1}: where it is false nothing is read and zeros are written; null = true
   */
  record AsyncCopy(Buffer to, IndexExpr toIndex, Buffer from, IndexExpr fromIndex, Value mask)
      implements BlockOperation {
    /** Bytes of a copy. */
    public static final int BYTES = 16;
  }

  /** Makes the copies begun since the last time a group. */
  record AsyncCommit() implements BlockOperation {}

  /** Waits until at most {@code pending} groups of this thread are under way. */
  record AsyncWait(int pending) implements BlockOperation {}

  /**
   * Four matrices of 8 rows of 16 bytes from shared memory into the registers of a warp (PTX's
   * {@code ldmatrix.x4}). Thread {@code t} of the warp gives the start of row {@code t % 8} of
   * matrix {@code t / 8}; it gets of each matrix the 32 bits at row {@code t / 4} and position
   * {@code t % 4}.
   *
   * @param results four {@code i32}
   * @param transposed whether 16-bit elements are exchanged over the diagonal of each matrix
   */
  record LoadMatrices(List<Value> results, Buffer buffer, IndexExpr index, boolean transposed)
      implements BlockOperation {
    public LoadMatrices {
      results = List.copyOf(results);
    }
  }

  /**
   * Every thread of a warp gets what the one has whose number differs in one bit.
   *
   * @param distance the bit: 1, 2, 4, 8 or 16
   */
  record ExchangeLanes(Value result, Value value, int distance) implements BlockOperation {}

  /**
   * Two {@code f32}, rounded to nearest even, as neighbouring factors of 16 bits.
   *
   * @param result an {@code i32}
   * @param low its lower half
   */
  record PackFactors(Value result, MatrixFactor factors, Value low, Value high)
      implements BlockOperation {}

  /**
   * 2 to the power of an {@code f32} by the GPU's own instruction (PTX's {@code
   * ex2.approx.ftz.f32}): off by at most 2^-22 of it; results below the normal numbers are 0.
   */
  record PowerOfTwo(Value result, Value exponent) implements BlockOperation {}

  /**
   * {@code a * b + c} of a warp's matrices (PTX's {@code mma.sync}, row times column): {@code a} of
   * 16 rows, {@code b} of 8 columns, with 32 bytes of depth.
   *
   * @param results four values of the type of the sums
   * @param factors the type of the elements of {@code a} and {@code b}
   * @param a four {@code i32}
   * @param b two {@code i32}
   * @param c four values of the type of the sums
   */
  record MultiplyMatrices(
      List<Value> results, MatrixFactor factors, List<Value> a, List<Value> b, List<Value> c)
      implements BlockOperation {
    public MultiplyMatrices {
      results = List.copyOf(results);
      a = List.copyOf(a);
      b = List.copyOf(b);
      c = List.copyOf(c);
    }
  }
}
