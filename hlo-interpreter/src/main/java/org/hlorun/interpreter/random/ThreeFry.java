package org.hlorun.interpreter.random;

import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011). The state is a 64-bit key and a 64-bit counter; each count gives a block of two words.
 */
final class ThreeFry {
  private static final int[][] ROTATIONS = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  private static final int PARITY = 0x1BD11BDA;
  private static final int ROUND_GROUPS = 5;
  private static final long GRAIN = 1 << 12;

  private ThreeFry() {}

  /**
   * Fills {@code data} with random bits.
   *
   * @param state {@code u64[2]}: key, counter
   * @param next receives the advanced counter
   */
  static void generate(
      ArrayLiteral state, ArrayLiteral data, ArrayLiteral next, Evaluation evaluation) {
    long key = state.getBits(0);
    long counter = state.getBits(1);
    long blocks =
        data.elementType().bitWidth() == 64
            ? generateWide(key, counter, data, evaluation)
            : generateWords(key, counter, data, evaluation);
    next.setBits(1, counter + blocks);
  }

  /** The block of a counter: the first word in the low half. */
  static long block(long key, long counter) {
    int[] keys = {(int) key, (int) (key >>> 32), 0};
    keys[2] = keys[0] ^ keys[1] ^ PARITY;
    int x0 = (int) counter + keys[0];
    int x1 = (int) (counter >>> 32) + keys[1];
    for (int group = 0; group < ROUND_GROUPS; group++) {
      for (int rotation : ROTATIONS[group % 2]) {
        x0 += x1;
        x1 = Integer.rotateLeft(x1, rotation) ^ x0;
      }
      x0 += keys[(group + 1) % 3];
      x1 += keys[(group + 2) % 3] + group + 1;
    }
    return (x0 & 0xFFFFFFFFL) | (long) x1 << 32;
  }

  /** One block per element. */
  private static long generateWide(
      long key, long counter, ArrayLiteral data, Evaluation evaluation) {
    evaluation.parallel(
        data.elementCount(),
        GRAIN,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            data.setBits(i, block(key, counter + i));
          }
        });
    return data.elementCount();
  }

  /**
   * One block per pair of neighbours along the dimension that is halved; of an odd dimension the
   * last second word is dropped.
   */
  private static long generateWords(
      long key, long counter, ArrayLiteral data, Evaluation evaluation) {
    LongList sizes = data.shape().dimensions();
    if (sizes.isEmpty()) {
      data.setBits(0, block(key, counter));
      return 1;
    }
    int halved = halvedDimension(sizes);
    long size = sizes.get(halved);
    long[] strides = Strides.rowMajor(sizes);
    long step = strides[halved];
    strides[halved] *= 2;
    long[] blocks = sizes.with(halved, Math.ceilDiv(size, 2)).toArray();
    evaluation.parallel(
        Strides.count(blocks),
        GRAIN,
        (start, end) -> {
          IndexWalk walk = new IndexWalk(blocks, strides);
          walk.seek(start);
          for (long i = start; i < end; i++) {
            long block = block(key, counter + i);
            data.setBits(walk.offset(0), block);
            if (2 * walk.index(halved) + 1 < size) {
              data.setBits(walk.offset(0) + step, block >>> 32);
            }
            walk.next();
          }
        });
    return Strides.count(blocks);
  }

  /** The first even dimension, else the largest. */
  private static int halvedDimension(LongList sizes) {
    int largest = 0;
    for (int d = 0; d < sizes.size(); d++) {
      if (sizes.get(d) % 2 == 0) {
        return d;
      }
      largest = sizes.get(d) > sizes.get(largest) ? d : largest;
    }
    return largest;
  }
}
