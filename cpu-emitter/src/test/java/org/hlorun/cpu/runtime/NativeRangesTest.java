package org.hlorun.cpu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

class NativeRangesTest {
  private static final int BYTES = 256;

  private static ArrayLiteral part(MemorySegment memory, long from, long to) {
    ArrayShape shape = ArrayShape.of(ElementType.S8, to - from);
    return ArrayLiteral.of(shape, memory.asSlice(from, to - from));
  }

  @Test
  void arraysThatTouchDoNotOverlap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES);
      List<ArrayLiteral> read = List.of(part(memory, 64, 128), part(memory, 0, 32));
      assertFalse(NativeRanges.of(read).overlap(List.of(part(memory, 32, 64))));
      assertFalse(NativeRanges.of(read).overlap(List.of(part(memory, 128, 256))));
      assertTrue(NativeRanges.of(read).overlap(List.of(part(memory, 31, 64))));
      assertTrue(NativeRanges.of(read).overlap(List.of(part(memory, 32, 65))));
      assertTrue(NativeRanges.of(read).overlap(List.of(part(memory, 80, 90))));
      assertFalse(NativeRanges.of(List.of()).overlap(List.of(part(memory, 0, 1))));
    }
  }

  /** An array that begins early and ends late is not hidden by those that begin behind it. */
  @Test
  void aLongArrayIsFoundBehindShortOnes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES);
      List<ArrayLiteral> read = List.of(part(memory, 0, 200), part(memory, 8, 16));
      assertTrue(NativeRanges.of(read).overlap(List.of(part(memory, 190, 256))));
    }
  }

  @Test
  void nothingIsWrittenToTheHeapOrToArraysWithoutElements() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES);
      ArrayLiteral heap = part(MemorySegment.ofArray(new byte[BYTES]), 0, BYTES);
      List<ArrayLiteral> all = List.of(part(memory, 0, BYTES));
      assertFalse(NativeRanges.of(List.of(heap)).overlap(all));
      assertFalse(NativeRanges.of(List.of(part(memory, 8, 8))).overlap(all));
      assertFalse(NativeRanges.of(all).overlap(List.of(part(memory, 8, 8))));
    }
  }

  @Test
  void agreesWithLookingAtAllPairs() {
    Random random = new Random(1);
    int overlaps = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES);
      for (int i = 0; i < 2000; i++) {
        List<ArrayLiteral> read = parts(memory, random);
        List<ArrayLiteral> written = parts(memory, random);
        boolean expected = false;
        for (ArrayLiteral a : read) {
          for (ArrayLiteral b : written) {
            expected |= a.segment().asOverlappingSlice(b.segment()).isPresent();
          }
        }
        assertEquals(expected, NativeRanges.of(read).overlap(written));
        overlaps += expected ? 1 : 0;
      }
    }
    assertTrue(overlaps > 200 && overlaps < 1800);
  }

  private static List<ArrayLiteral> parts(MemorySegment memory, Random random) {
    List<ArrayLiteral> parts = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      int start = random.nextInt(BYTES - 1);
      parts.add(part(memory, start, start + 1 + random.nextInt(Math.min(24, BYTES - 1 - start))));
    }
    return parts;
  }
}
