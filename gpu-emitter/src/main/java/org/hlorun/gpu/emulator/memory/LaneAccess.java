package org.hlorun.gpu.emulator.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elements of many lanes at once, at offsets that are known to be right. */
final class LaneAccess {
  private static final int LANES = 32;
  private static final int ALL = -1;

  private LaneAccess() {}

  /** Loads elements of 1, 2, 4 or 8 bytes, with zeros above. */
  static void load(
      MemorySegment data, long[] offsets, int active, long add, int bytes, long[] into, int at) {
    if (active == ALL && bytes == 4) {
      for (int lane = 0; lane < LANES; lane++) {
        into[at + lane] = data.get(ValueLayout.JAVA_INT, offsets[lane] + add) & 0xFFFF_FFFFL;
      }
      return;
    }
    if (active == ALL && bytes == 8) {
      for (int lane = 0; lane < LANES; lane++) {
        into[at + lane] = data.get(ValueLayout.JAVA_LONG, offsets[lane] + add);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      into[at + lane] = load(data, offsets[lane] + add, bytes);
    }
  }

  static long load(MemorySegment data, long offset, int bytes) {
    return switch (bytes) {
      case 4 -> data.get(ValueLayout.JAVA_INT, offset) & 0xFFFF_FFFFL;
      case 8 -> data.get(ValueLayout.JAVA_LONG, offset);
      case 2 -> data.get(ValueLayout.JAVA_SHORT, offset) & 0xFFFFL;
      default -> data.get(ValueLayout.JAVA_BYTE, offset) & 0xFFL;
    };
  }

  /** Stores the lowest 1, 2, 4 or 8 bytes of values. */
  static void store(
      MemorySegment data, long[] offsets, int active, long add, int bytes, long[] from, int at) {
    if (active == ALL && bytes == 4) {
      for (int lane = 0; lane < LANES; lane++) {
        data.set(ValueLayout.JAVA_INT, offsets[lane] + add, (int) from[at + lane]);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      store(data, offsets[lane] + add, bytes, from[at + lane]);
    }
  }

  static void store(MemorySegment data, long offset, int bytes, long value) {
    switch (bytes) {
      case 4 -> data.set(ValueLayout.JAVA_INT, offset, (int) value);
      case 8 -> data.set(ValueLayout.JAVA_LONG, offset, value);
      case 2 -> data.set(ValueLayout.JAVA_SHORT, offset, (short) value);
      default -> data.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }
  }

  /** The bytes that note that so many bytes were written. */
  static long marks(int bytes) {
    return 0x0101_0101_0101_0101L >>> (8 - bytes) * 8;
  }

  /** Notes that elements were written. */
  static void mark(MemorySegment written, long[] offsets, int active, long add, int bytes) {
    long marks = marks(bytes);
    if (active == ALL && bytes == 4) {
      for (int lane = 0; lane < LANES; lane++) {
        written.set(ValueLayout.JAVA_INT, offsets[lane] + add, (int) marks);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      store(written, offsets[Integer.numberOfTrailingZeros(rest)] + add, bytes, marks);
    }
  }

  /** Whether all elements were written. */
  static boolean areMarked(MemorySegment written, long[] offsets, int active, long add, int bytes) {
    long marks = marks(bytes);
    for (int rest = active; rest != 0; rest &= rest - 1) {
      if (load(written, offsets[Integer.numberOfTrailingZeros(rest)] + add, bytes) != marks) {
        return false;
      }
    }
    return true;
  }
}
