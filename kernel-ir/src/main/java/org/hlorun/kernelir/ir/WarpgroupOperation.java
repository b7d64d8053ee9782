package org.hlorun.kernelir.ir;

import java.util.List;

/**
 * What the threads of a block do together on GPUs of compute capability 9.0 (sm_90a): four warps, a
 * warpgroup, multiply tiles in shared memory that copies of boxes have brought there, and barriers
 * in shared memory say when a tile is full or free.
 */
public sealed interface WarpgroupOperation extends BlockOperation {
  /** Threads of a warpgroup. */
  int THREADS = 128;

  /** Bytes of a line of a tile: pieces of 16 bytes are exchanged within it. */
  int LINE_BYTES = 128;

  /** What the beginning of a tile in shared memory is a multiple of, in bytes. */
  int TILE_ALIGNMENT = 1024;

  /** Rows of the left factor of a product. */
  int ROWS = 64;

  /**
   * Makes a barrier in shared memory. A phase of it ends when {@code arrivals} threads have arrived
   * and all bytes have come that were announced. One thread does it, before all others use it.
   *
   * @param barriers {@code i64} in shared memory
   */
  record MakeBarrier(Buffer barriers, IndexExpr index, int arrivals)
      implements WarpgroupOperation {}

  /** What makes the barriers that this thread has made known to copies. */
  record PublishBarriers() implements WarpgroupOperation {}

  /** This thread arrives at a barrier. */
  record Arrive(Buffer barriers, IndexExpr index) implements WarpgroupOperation {}

  /** This thread arrives at a barrier and announces bytes that copies will bring. */
  record Expect(Buffer barriers, IndexExpr index, int bytes) implements WarpgroupOperation {}

  /**
   * Waits until a phase of a barrier has ended.
   *
   * @param parity 0 for the first phase, 1 for the second, 0 for the third...
   */
  record AwaitPhase(Buffer barriers, IndexExpr index, IndexExpr parity)
      implements WarpgroupOperation {}

  /**
   * Begins to copy a box of an array to shared memory; one thread does it. What is outside of the
   * array is filled with zeros. The box lies in lines of 128 bytes; piece {@code p} of 16 bytes of
   * line {@code r} lies at piece {@code p ^ (r % 8)}.
   *
   * @param toIndex a multiple of {@link #TILE_ALIGNMENT} bytes
   * @param map the descriptor of the array, a buffer of role {@code TENSOR_MAP}
   * @param position where the box begins, along each dimension of the descriptor
   * @param barriers where the bytes are announced
   */
  record CopyBox(
      Buffer to,
      IndexExpr toIndex,
      Buffer map,
      List<IndexExpr> position,
      Buffer barriers,
      IndexExpr barrier)
      implements WarpgroupOperation {
    public CopyBox {
      position = List.copyOf(position);
    }
  }

  /**
   * A tile in shared memory, as copies of boxes have left it, with 128 bytes of depth.
   *
   * @param index where it begins
   * @param turned whether lines run across the depth: then a box has 64 positions across and 64
   *     along the depth, and boxes follow each other
   */
  record Tile(Buffer buffer, IndexExpr index, boolean turned) {}

  /**
   * {@code sums + a * b} of a warpgroup (PTX's {@code wgmma}): {@code a} has 64 rows, {@code b}
   * twice as many columns as there are sums. The result is there at once. A thread's sums are those
   * of {@code mma.sync}, for eight columns after the other; warp {@code w} has rows 16 w and on.
   *
   * @param results as many as sums, of their type
   */
  record MultiplyTiles(List<Value> results, MatrixFactor factors, Tile a, Tile b, List<Value> sums)
      implements WarpgroupOperation {
    public MultiplyTiles {
      results = List.copyOf(results);
      sums = List.copyOf(sums);
    }
  }

  /**
   * As {@link MultiplyTiles}, with {@code a} in registers: for each 32 bytes of the depth the four
   * of {@link BlockOperation.MultiplyMatrices}, where warp {@code w} has rows 16 w and on.
   *
   * @param a sixteen {@code i32}
   */
  record MultiplyRegisters(
      List<Value> results, MatrixFactor factors, List<Value> a, Tile b, List<Value> sums)
      implements WarpgroupOperation {
    public MultiplyRegisters {
      results = List.copyOf(results);
      a = List.copyOf(a);
      sums = List.copyOf(sums);
    }
  }
}
