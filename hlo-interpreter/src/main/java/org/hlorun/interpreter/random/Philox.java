package org.hlorun.interpreter.random;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Philox-4x32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011). The state is a 64-bit key and a 128-bit counter; each count gives a block of four words.
 */
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long GRAIN = 1 << 11;

  private Philox() {}

  /**
   * Fills {@code data} with random bits.
   *
   * @param state {@code u64[3]}: key, low and high word of the counter; or {@code u64[2]}: the key,
   *     which also is the counter's high word, and the low word
   * @param next receives the advanced counter
   */
  static void generate(
      ArrayLiteral state, ArrayLiteral data, ArrayLiteral next, Evaluation evaluation) {
    boolean full = state.elementCount() == 3;
    long key = state.getBits(0);
    long low = state.getBits(1);
    long high = full ? state.getBits(2) : key;
    int wordsPerElement = data.elementType().bitWidth() == 64 ? 2 : 1;
    int elementsPerBlock = 4 / wordsPerElement;
    long count = data.elementCount();
    long blocks = Math.ceilDiv(count, elementsPerBlock);
    evaluation.parallel(
        blocks,
        GRAIN,
        (start, end) -> {
          int[] words = new int[4];
          for (long n = start; n < end; n++) {
            block(key, low + n, high + carry(low, n), words);
            long first = n * elementsPerBlock;
            for (int i = 0; i < elementsPerBlock && first + i < count; i++) {
              int word = i * wordsPerElement;
              long bits = words[word] & 0xFFFFFFFFL;
              data.setBits(
                  first + i, wordsPerElement == 1 ? bits : bits | (long) words[word + 1] << 32);
            }
          }
        });
    next.setBits(1, low + blocks);
    if (full) {
      next.setBits(2, high + carry(low, blocks));
    }
  }

  /** What {@code low + n} carries into the next word. */
  private static long carry(long low, long n) {
    return Long.compareUnsigned(low + n, low) < 0 ? 1 : 0;
  }

  /** The four words of a counter. */
  static void block(long key, long low, long high, int[] words) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    int x0 = (int) low;
    int x1 = (int) (low >>> 32);
    int x2 = (int) high;
    int x3 = (int) (high >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (x0 & 0xFFFFFFFFL);
      long product1 = MULTIPLIER_1 * (x2 & 0xFFFFFFFFL);
      x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
      x1 = (int) product1;
      x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
      x3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[0] = x0;
    words[1] = x1;
    words[2] = x2;
    words[3] = x3;
  }
}
