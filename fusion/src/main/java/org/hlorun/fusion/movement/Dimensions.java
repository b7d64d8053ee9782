package org.hlorun.fusion.movement;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/** Arithmetic of dimension numbers. */
public final class Dimensions {
  private Dimensions() {}

  /** The sizes of an array instruction. */
  public static LongList of(HloInstruction instruction) {
    return instruction.shape().asArray().dimensions();
  }

  /** The attribute {@code dimensions}. */
  public static LongList attribute(HloInstruction instruction) {
    return instruction.get(Attribute.DIMENSIONS);
  }

  /** The elements of {@code list} at the positions that {@code positions} names. */
  public static LongList select(LongList list, LongList positions) {
    return positions.map(p -> list.get((int) p));
  }

  /** The permutation that undoes one. */
  public static LongList inverse(LongList permutation) {
    long[] inverse = new long[permutation.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[permutation.getInt(i)] = i;
    }
    return LongList.of(inverse);
  }

  /** Whether this is 0, 1, 2, ... */
  public static boolean isIdentity(LongList permutation) {
    return permutation.equals(LongList.range(permutation.size()));
  }

  /** The numbers below {@code rank} that {@code excluded} does not have, in order. */
  public static LongList others(int rank, LongList excluded) {
    return LongList.of(LongStream.range(0, rank).filter(d -> !excluded.contains(d)).toArray());
  }

  /** The sizes that are not 1. */
  public static LongList withoutOnes(LongList sizes) {
    return select(sizes, largerThanOne(sizes));
  }

  /** The positions of sizes that are not 1. */
  public static LongList largerThanOne(LongList sizes) {
    long[] found = new long[sizes.size()];
    int count = 0;
    for (int d = 0; d < found.length; d++) {
      if (sizes.get(d) != 1) {
        found[count++] = d;
      }
    }
    return LongList.of(Arrays.copyOf(found, count));
  }

  /** One list behind another. */
  public static LongList concat(LongList first, LongList second) {
    return LongList.of(LongStream.concat(first.stream(), second.stream()).toArray());
  }

  /** Whether the numbers ascend strictly. */
  public static boolean isAscending(LongList list) {
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i) <= list.get(i - 1)) {
        return false;
      }
    }
    return true;
  }
}
