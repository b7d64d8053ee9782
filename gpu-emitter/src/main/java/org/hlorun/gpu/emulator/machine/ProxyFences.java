package org.hlorun.gpu.emulator.machine;

import java.util.Arrays;

/**
 * Finds writes of shared memory by ordinary instructions that {@code wgmma} or TMA come to without
 * a {@code fence.proxy.async} between: those see memory by another way (the async proxy), which
 * barriers alone do not keep in step (PTX ISA, "Proxies").
 *
 * <p>Like {@link RaceDetector}, whose clocks it uses, it keeps what each warp knows, and warps that
 * synchronise tell each other: up to which clock of each other warp all writes are fenced, and of
 * which of its own fences each other warp told. A fence counts for all lanes of its warp and for
 * everything that the warp knows to be over.
 */
final class ProxyFences {
  private static final long NOBODY = 0;

  private final int warps;

  /** How many fences each warp has made in this block. */
  private final long[] fences;

  /** Per cell: warp and lane of the last ordinary write, and its clock; 0 is none. */
  private long[] writes = {};

  private long[] writeFences = {};
  private int[] writeSteps = {};

  ProxyFences(int warps) {
    this.warps = warps;
    fences = new long[warps];
  }

  /**
   * How long the vector of a warp's knowledge is: clocks up to which others are over, clocks up to
   * which they are fenced, and numbers of their fences.
   */
  static int knowledge(int warps) {
    return 3 * warps;
  }

  /**
   * A new block begins, which has to do with nothing that was before.
   *
   * @param known what each warp knows, all clocks set to that of the end of the block before
   */
  void begin(int cells, boolean forget, long[][] known) {
    if (cells > writes.length || forget) {
      writes = new long[cells];
      writeFences = new long[cells];
      writeSteps = new int[cells];
    }
    Arrays.fill(fences, 0);
    for (long[] vector : known) {
      System.arraycopy(vector, 0, vector, warps, warps);
      Arrays.fill(vector, 2 * warps, 3 * warps, 0);
    }
  }

  /** A warp makes a fence, at a clock of its own. */
  void fence(int warp, long clock, long[] known) {
    for (int other = 0; other < warps; other++) {
      known[warps + other] = Math.max(known[warps + other], known[other]);
    }
    known[warps + warp] = Math.max(known[warps + warp], clock - 1);
    known[2 * warps + warp] = ++fences[warp];
  }

  /**
   * An ordinary write of a cell.
   *
   * @param entry as {@link RaceDetector} notes it
   */
  void write(int cell, int warp, long entry, int step) {
    writes[cell] = entry;
    writeFences[cell] = fences[warp];
    writeSteps[cell] = step;
  }

  /** TMA has written a cell. */
  void overwrite(int cell) {
    writes[cell] = NOBODY;
  }

  /**
   * The write of a cell that is not fenced for what a warp is about to do; null if there is none.
   */
  Race unfenced(int cell, long[] known) {
    long entry = writes[cell];
    if (entry == NOBODY) {
      return null;
    }
    int writer = RaceDetector.warp(entry);
    boolean fenced =
        RaceDetector.clock(entry) <= known[warps + writer]
            || writeFences[cell] < known[2 * warps + writer];
    return fenced ? null : RaceDetector.race(entry, writeSteps[cell], true);
  }
}
