package org.hlorun.fusion.expand;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Philox-4x32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011) of a 64-bit key and a 128-bit counter. A block of four words makes the next two elements of
 * 64 bits in row-major order, or the next four narrower ones.
 */
final class PhiloxBlocks implements RandomBlocks {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private final WordArithmetic a;
  private final LongList sizes;
  private final boolean wide;

  PhiloxBlocks(WordArithmetic arithmetic, LongList sizes, boolean wide) {
    this.a = arithmetic;
    this.sizes = sizes;
    this.wide = wide;
  }

  @Override
  public long count() {
    return Math.ceilDiv(ArrayShape.of(ElementType.U32, sizes).elementCount(), wide ? 2 : 4);
  }

  @Override
  public HloInstruction bits(HloInstruction state) {
    boolean full = state.shape().asArray().dimension(0) == 3;
    HloInstruction key = a.spread(state, 0);
    HloInstruction before = a.spread(state, 1);
    HloInstruction number = elementNumber();
    HloInstruction low =
        a.add(before, a.convert(a.shiftRight(number, wide ? 1 : 2), ElementType.U64));
    HloInstruction carry = a.convert(a.isLess(low, before), ElementType.U64);
    HloInstruction high = a.add(full ? a.spread(state, 2) : key, carry);
    HloInstruction[] x = block(key, low, high);
    if (wide) {
      HloInstruction first = isZero(a.and(number, a.constant(1)));
      return a.select(first, a.join(x[0], x[1]), a.join(x[2], x[3]));
    }
    HloInstruction even = isZero(a.and(number, a.constant(1)));
    HloInstruction early = isZero(a.and(number, a.constant(2)));
    return a.select(early, a.select(even, x[0], x[1]), a.select(even, x[2], x[3]));
  }

  private HloInstruction isZero(HloInstruction word) {
    return a.equals(word, a.constant(0));
  }

  private HloInstruction elementNumber() {
    HloInstruction number = a.constant(0);
    long stride = 1;
    for (int d = sizes.size() - 1; d >= 0; d--) {
      number = a.add(number, a.multiply(a.index(d), a.constant((int) stride)));
      stride *= sizes.get(d);
    }
    return number;
  }

  private HloInstruction[] block(HloInstruction key, HloInstruction low, HloInstruction high) {
    HloInstruction k0 = a.low(key);
    HloInstruction k1 = a.high(key);
    HloInstruction x0 = a.low(low);
    HloInstruction x1 = a.high(low);
    HloInstruction x2 = a.low(high);
    HloInstruction x3 = a.high(high);
    for (int round = 0; round < ROUNDS; round++) {
      HloInstruction product0 = product(MULTIPLIER_0, x0);
      HloInstruction product1 = product(MULTIPLIER_1, x2);
      x0 = a.xor(a.xor(a.high(product1), x1), roundKey(k0, WEYL_0 * round));
      x1 = a.low(product1);
      x2 = a.xor(a.xor(a.high(product0), x3), roundKey(k1, WEYL_1 * round));
      x3 = a.low(product0);
    }
    return new HloInstruction[] {x0, x1, x2, x3};
  }

  private HloInstruction product(long multiplier, HloInstruction word) {
    return a.multiply(a.constant(ElementType.U64, multiplier), a.convert(word, ElementType.U64));
  }

  private HloInstruction roundKey(HloInstruction key, int offset) {
    return a.add(key, a.constant(offset));
  }
}
