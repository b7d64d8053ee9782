package org.hlorun.cpu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LargeMemoryTest {
  private static final long BYTES = (8L << 20) + 4;

  @Test
  void isAlignedAndAsLargeAsAskedFor() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = LargeMemory.allocate(BYTES, 64, arena);
      assertEquals(BYTES, memory.byteSize());
      assertEquals(0, memory.address() % 64);
      memory.set(ValueLayout.JAVA_INT, BYTES - 4, 7);
      assertEquals(7, memory.get(ValueLayout.JAVA_INT, BYTES - 4));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isFreedWithItsArena() {
    long before = LargeMemory.taken();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = LargeMemory.allocate(BYTES, 64, arena);
      assertEquals(before + Math.ceilDiv(BYTES, 64) * 64, LargeMemory.taken());
      assertEquals(arena.scope(), memory.scope());
    }
    assertEquals(before, LargeMemory.taken());
  }

  @Test
  void moreThanTheProcessHasIsRefused() {
    long before = LargeMemory.taken();
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(OutOfMemoryError.class, () -> LargeMemory.allocate(1L << 50, 64, arena));
    }
    assertEquals(before, LargeMemory.taken());
  }
}
