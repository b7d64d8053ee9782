package org.hlorun.gpu.emulator.machine;

import java.util.Arrays;

/**
 * Finds accesses of different threads to the same shared memory that nothing orders, at least one
 * of which writes.
 *
 * <p>Each warp has a clock that moves whenever its lanes synchronise, and knows up to which clock
 * of each other warp all is over: a barrier joins what its warps know. An earlier access is ordered
 * before a later one if the later warp knows of its clock, or within one warp if the clock has
 * moved since. (Flanagan and Freund, "FastTrack: efficient and precise dynamic race detection",
 * 2009, with warps in the place of threads.) Atomic and volatile accesses do not race with each
 * other, and order everything: reading one joins what all writers of such knew.
 */
final class RaceDetector {
  private static final long CLOCK_LIMIT = 1L << 40;
  private static final int MANY_LANES = 32;
  private static final int NOBODY = 0;

  private final int warps;
  private final int granule;
  private final long[] clocks;
  private final long[][] known;
  private final long[][] joined;
  private final long[] strong;
  private final ProxyFences proxies;

  /** Per cell: clock of the access, warp, lane, whether it is strong; 0 is none. */
  private long[] writes = {};

  private long[] reads = {};
  private int[] writeSteps = {};
  private int[] readSteps = {};

  /** Per cell that warps have read without order among them: the last read of each. */
  private long[][] manyReads = {};

  /**
   * @param warps of a block
   * @param granule bytes of the smallest access: what is noted is noted for so many bytes
   */
  RaceDetector(int warps, int granule) {
    this.warps = warps;
    this.granule = granule;
    clocks = new long[warps];
    int knowledge = ProxyFences.knowledge(warps);
    known = new long[warps][knowledge];
    joined = new long[Block.BARRIERS][knowledge];
    strong = new long[knowledge];
    proxies = new ProxyFences(warps);
  }

  /** A new block begins: all that was before is ordered. */
  void begin(long bytes) {
    int cells = (int) (bytes / granule) + 1;
    long now = Arrays.stream(clocks).max().orElse(0) + 1;
    boolean forget = now > CLOCK_LIMIT;
    if (cells > writes.length || forget) {
      writes = new long[cells];
      reads = new long[cells];
      writeSteps = new int[cells];
      readSteps = new int[cells];
      manyReads = new long[cells][];
    }
    for (int w = 0; w < warps; w++) {
      clocks[w] = now;
      Arrays.fill(known[w], now - 1);
    }
    proxies.begin(cells, forget, known);
    Arrays.fill(strong, 0);
    for (long[] barrier : joined) {
      Arrays.fill(barrier, 0);
    }
  }

  private static long entry(long clock, int warp, int lane, boolean isStrong) {
    return clock << 13 | warp << 8 | (long) lane << 1 | (isStrong ? 1 : 0);
  }

  static long clock(long entry) {
    return entry >>> 13;
  }

  static int warp(long entry) {
    return (int) (entry >>> 8) & 31;
  }

  private static int lane(long entry) {
    return (int) (entry >>> 1) & 63;
  }

  private boolean isOrdered(long entry, int warp, int lane, boolean isStrong) {
    if (entry == NOBODY || isStrong && (entry & 1) != 0) {
      return true;
    }
    int other = warp(entry);
    return other == warp
        ? lane(entry) == lane || clock(entry) < clocks[warp]
        : clock(entry) <= known[warp][other];
  }

  /** The earlier access that a read races with; null if there is none. */
  Race read(int warp, int lane, long offset, int bytes, boolean isStrong, int step) {
    int last = (int) ((offset + bytes - 1) / granule);
    for (int cell = (int) (offset / granule); cell <= last; cell++) {
      if (!isOrdered(writes[cell], warp, lane, isStrong)) {
        return race(writes[cell], writeSteps[cell], true);
      }
      noteRead(cell, warp, lane, isStrong, step);
    }
    if (isStrong) {
      acquire(warp);
    }
    return null;
  }

  private void noteRead(int cell, int warp, int lane, boolean isStrong, int step) {
    long before = reads[cell];
    boolean sameTime = before != NOBODY && warp(before) == warp && clock(before) == clocks[warp];
    boolean both = sameTime && lane(before) != lane;
    reads[cell] = entry(clocks[warp], warp, both ? MANY_LANES : lane, isStrong);
    readSteps[cell] = step;
    if (manyReads[cell] != null) {
      manyReads[cell][warp] = reads[cell];
    } else if (before != NOBODY
        && warp(before) != warp
        && clock(before) > known[warp][warp(before)]) {
      manyReads[cell] = new long[warps];
      manyReads[cell][warp(before)] = before;
      manyReads[cell][warp] = reads[cell];
    }
  }

  /**
   * The earlier access that a write races with; null if there is none.
   *
   * @param changes whether other bytes are written than are there: two threads may write the same
   */
  Race write(
      int warp, int lane, long offset, int bytes, boolean isStrong, boolean changes, int step) {
    int last = (int) ((offset + bytes - 1) / granule);
    for (int cell = (int) (offset / granule); cell <= last; cell++) {
      if (changes && !isOrdered(writes[cell], warp, lane, isStrong)) {
        return race(writes[cell], writeSteps[cell], true);
      }
      long reader = unorderedRead(cell, warp, lane, isStrong);
      if (changes && reader != NOBODY) {
        return race(reader, readSteps[cell], false);
      }
      writes[cell] = entry(clocks[warp], warp, lane, isStrong);
      writeSteps[cell] = step;
      proxies.write(cell, warp, writes[cell], step);
      reads[cell] = changes ? NOBODY : reads[cell];
      manyReads[cell] = changes ? null : manyReads[cell];
    }
    if (isStrong) {
      publish(warp);
    }
    return null;
  }

  /** The earlier ordinary write that no fence shows to {@code wgmma} or TMA; null if all are. */
  Race unfenced(int warp, long offset, int bytes) {
    int last = (int) ((offset + bytes - 1) / granule);
    for (int cell = (int) (offset / granule); cell <= last; cell++) {
      Race race = proxies.unfenced(cell, known[warp]);
      if (race != null) {
        return race;
      }
    }
    return null;
  }

  /** TMA writes; an ordinary write of the same was noted before. */
  void overwrite(long offset, int bytes) {
    int last = (int) ((offset + bytes - 1) / granule);
    for (int cell = (int) (offset / granule); cell <= last; cell++) {
      proxies.overwrite(cell);
    }
  }

  /** A warp makes a {@code fence.proxy.async}. */
  void fenceProxies(int warp) {
    proxies.fence(warp, clocks[warp], known[warp]);
  }

  private long unorderedRead(int cell, int warp, int lane, boolean isStrong) {
    if (!isOrdered(reads[cell], warp, lane, isStrong)) {
      return reads[cell];
    }
    if (manyReads[cell] != null) {
      for (long read : manyReads[cell]) {
        if (!isOrdered(read, warp, lane, isStrong)) {
          return read;
        }
      }
    }
    return NOBODY;
  }

  static Race race(long entry, int step, boolean wrote) {
    int lane = lane(entry) == MANY_LANES ? -1 : lane(entry);
    return new Race(warp(entry), lane, step, wrote);
  }

  private static void join(long[] into, long[] from) {
    for (int i = 0; i < into.length; i++) {
      into[i] = Math.max(into[i], from[i]);
    }
  }

  /** The lanes of a warp have waited for each other. */
  void synchronizeLanes(int warp) {
    clocks[warp]++;
  }

  /** A warp has come to a barrier. */
  void arrive(int warp, int barrier) {
    join(joined[barrier], known[warp]);
    joined[barrier][warp] = Math.max(joined[barrier][warp], clocks[warp]);
    clocks[warp]++;
  }

  /** A warp that waited at a barrier goes on. */
  void release(int warp, int barrier) {
    join(known[warp], joined[barrier]);
  }

  /** What a warp knows now, its own accesses up to here among it. */
  long[] handOn(int warp) {
    long[] clocksKnown = known[warp].clone();
    clocksKnown[warp] = Math.max(clocksKnown[warp], clocks[warp]);
    clocks[warp]++;
    return clocksKnown;
  }

  /** A warp learns what others knew. */
  void learn(int warp, long[] clocksKnown) {
    join(known[warp], clocksKnown);
  }

  /** A warp learns what all others know that have written strongly. */
  void acquire(int warp) {
    join(known[warp], strong);
  }

  /** What a warp knows becomes known to who acquires. */
  void publish(int warp) {
    join(strong, known[warp]);
    strong[warp] = Math.max(strong[warp], clocks[warp]);
    clocks[warp]++;
  }
}
