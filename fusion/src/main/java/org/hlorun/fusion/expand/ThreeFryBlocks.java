package org.hlorun.fusion.expand;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011) of a 64-bit key and a 64-bit counter. A block of two words makes one element of 64 bits, or
 * two elements that are neighbours along the first even dimension, else along the largest.
 */
final class ThreeFryBlocks implements RandomBlocks {
  private static final int[][] ROTATIONS = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  private static final int PARITY = 0x1BD11BDA;
  private static final int ROUND_GROUPS = 5;

  private final WordArithmetic a;
  private final LongList sizes;
  private final boolean wide;
  private final int halved;

  ThreeFryBlocks(WordArithmetic arithmetic, LongList sizes, boolean wide) {
    this.a = arithmetic;
    this.sizes = sizes;
    this.wide = wide;
    this.halved = wide || sizes.isEmpty() ? -1 : halvedDimension(sizes);
  }

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

  private long blocksAlong(int dimension) {
    long size = sizes.get(dimension);
    return dimension == halved ? Math.ceilDiv(size, 2) : size;
  }

  @Override
  public long count() {
    long count = 1;
    for (int d = 0; d < sizes.size(); d++) {
      count *= blocksAlong(d);
    }
    return count;
  }

  @Override
  public HloInstruction bits(HloInstruction state) {
    HloInstruction number = a.convert(blockNumber(), ElementType.U64);
    HloInstruction[] words = block(a.spread(state, 0), a.add(a.spread(state, 1), number));
    if (wide) {
      return a.join(words[0], words[1]);
    }
    if (halved < 0) {
      return words[0];
    }
    HloInstruction odd = a.and(a.index(halved), a.constant(1));
    return a.select(a.equals(odd, a.constant(0)), words[0], words[1]);
  }

  private HloInstruction blockNumber() {
    HloInstruction number = a.constant(0);
    long stride = 1;
    for (int d = sizes.size() - 1; d >= 0; d--) {
      HloInstruction index = d == halved ? a.shiftRight(a.index(d), 1) : a.index(d);
      number = a.add(number, a.multiply(index, a.constant((int) stride)));
      stride *= blocksAlong(d);
    }
    return number;
  }

  private HloInstruction[] block(HloInstruction key, HloInstruction counter) {
    HloInstruction[] keys = {a.low(key), a.high(key), null};
    keys[2] = a.xor(a.xor(keys[0], keys[1]), a.constant(PARITY));
    HloInstruction x0 = a.add(a.low(counter), keys[0]);
    HloInstruction x1 = a.add(a.high(counter), keys[1]);
    for (int group = 0; group < ROUND_GROUPS; group++) {
      for (int rotation : ROTATIONS[group % 2]) {
        x0 = a.add(x0, x1);
        x1 = a.xor(a.rotateLeft(x1, rotation), x0);
      }
      x0 = a.add(x0, keys[(group + 1) % 3]);
      x1 = a.add(x1, a.add(keys[(group + 2) % 3], a.constant(group + 1)));
    }
    return new HloInstruction[] {x0, x1};
  }
}
