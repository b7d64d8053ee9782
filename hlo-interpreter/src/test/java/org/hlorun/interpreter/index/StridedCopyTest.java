package org.hlorun.interpreter.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StridedCopyTest {

  /** Element i of {@code bytes} bytes, each byte distinct. */
  private static byte[] elements(int count, int bytes) {
    byte[] result = new byte[count * bytes];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (i + 1);
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void transposesElementsOfAnyWidthBitForBit(int bytes) {
    byte[] source = elements(6, bytes);
    byte[] target = new byte[6 * bytes];
    StridedCopy.of(bytes, new long[] {3, 2}, new long[] {1, 3}, new long[] {2, 1})
        .run(MemorySegment.ofArray(source), 0, MemorySegment.ofArray(target), 0);
    int[] order = {0, 3, 1, 4, 2, 5};
    for (int i = 0; i < 6; i++) {
      for (int b = 0; b < bytes; b++) {
        assertEquals(source[order[i] * bytes + b], target[i * bytes + b]);
      }
    }
  }

  @Test
  void negativeStridesReverse() {
    byte[] target = new byte[4];
    StridedCopy.of(1, new long[] {4}, new long[] {-1}, new long[] {1})
        .run(MemorySegment.ofArray(elements(4, 1)), 3, MemorySegment.ofArray(target), 0);
    assertArrayEquals(new byte[] {4, 3, 2, 1}, target);
  }

  @Test
  void zeroStridesRepeat() {
    byte[] target = new byte[6];
    StridedCopy.of(1, new long[] {2, 3}, new long[] {1, 0}, new long[] {3, 1})
        .run(MemorySegment.ofArray(elements(2, 1)), 0, MemorySegment.ofArray(target), 0);
    assertArrayEquals(new byte[] {1, 1, 1, 2, 2, 2}, target);
  }

  @Test
  void anEmptyBoxLeavesTheTargetAlone() {
    byte[] target = {9};
    StridedCopy.of(1, new long[] {2, 0}, new long[] {0, 1}, new long[] {0, 1})
        .run(MemorySegment.ofArray(elements(1, 1)), 0, MemorySegment.ofArray(target), 0);
    assertArrayEquals(new byte[] {9}, target);
  }

  @Test
  void aWalkSeeksToWhereSteppingLeads() {
    long[] sizes = {2, 3, 4};
    IndexWalk stepped = new IndexWalk(sizes, new long[] {12, 4, 1}, new long[] {-1, 0, 10});
    for (long position = 0; position < 24; position++) {
      IndexWalk sought = new IndexWalk(sizes, new long[] {12, 4, 1}, new long[] {-1, 0, 10});
      sought.seek(position);
      assertEquals(position, sought.offset(0));
      assertEquals(stepped.offset(1), sought.offset(1));
      assertEquals(position / 4 % 3, sought.index(1));
      stepped.next();
    }
    assertEquals(0, stepped.offset(0));
  }
}
