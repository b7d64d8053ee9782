package org.hlorun.gpu.emulator.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;

/**
 * Consecutive bytes of one memory, with a note for each whether it was written. Offsets are from
 * the beginning; callers check them with {@link #holds} first.
 */
public final class Region {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final String name;
  private final long base;
  private final boolean readOnly;
  private final boolean tracked;
  private MemorySegment data;
  private MemorySegment written;
  private long size;
  private volatile boolean alive = true;
  private volatile boolean wholly;

  /**
   * @param name what to call it in messages
   * @param base the address of its first byte
   * @param size in bytes
   * @param readOnly whether kernels must not write it
   * @param tracked whether it is noted which bytes were written
   */
  public Region(String name, long base, long size, boolean readOnly, boolean tracked) {
    this.name = name;
    this.base = base;
    this.readOnly = readOnly;
    this.tracked = tracked;
    resize(size);
  }

  private static MemorySegment zeros(long bytes) {
    return MemorySegment.ofArray(new long[Math.toIntExact((bytes + 7) / 8)]);
  }

  /** Gives it at least that size; the contents are lost if it grows. */
  public void resize(long bytes) {
    if (data == null || data.byteSize() < bytes) {
      data = zeros(bytes);
      written = tracked ? zeros(bytes) : null;
    }
    size = bytes;
  }

  public String name() {
    return name;
  }

  public long base() {
    return base;
  }

  public long size() {
    return size;
  }

  public boolean readOnly() {
    return readOnly;
  }

  public boolean alive() {
    return alive;
  }

  /** Its memory is given back; no access succeeds any more. */
  public void release() {
    alive = false;
    data = MemorySegment.NULL;
    written = null;
  }

  /** Whether {@code bytes} bytes from an address are all inside, and it is still there. */
  public boolean holds(long address, long bytes) {
    long offset = address - base;
    return offset >= 0 && offset <= size - bytes && alive;
  }

  /** Forgets what was written. */
  public void forget() {
    wholly = false;
    if (tracked) {
      written.asSlice(0, (size + 7) / 8 * 8).fill((byte) 0);
    }
  }

  /** The value of 1, 2, 4 or 8 bytes, with zeros above. */
  public long load(long offset, int bytes) {
    return switch (bytes) {
      case 4 -> data.get(ValueLayout.JAVA_INT, offset) & 0xFFFF_FFFFL;
      case 8 -> data.get(ValueLayout.JAVA_LONG, offset);
      case 2 -> data.get(ValueLayout.JAVA_SHORT, offset) & 0xFFFFL;
      default -> data.get(ValueLayout.JAVA_BYTE, offset) & 0xFFL;
    };
  }

  /** Stores the lowest 1, 2, 4 or 8 bytes of a value. */
  public void store(long offset, int bytes, long value) {
    switch (bytes) {
      case 4 -> data.set(ValueLayout.JAVA_INT, offset, (int) value);
      case 8 -> data.set(ValueLayout.JAVA_LONG, offset, value);
      case 2 -> data.set(ValueLayout.JAVA_SHORT, offset, (short) value);
      default -> data.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }
    markWritten(offset, bytes);
  }

  /** Notes that 1, 2, 4 or 8 bytes were written. */
  public void markWritten(long offset, int bytes) {
    if (!tracked || wholly) {
      return;
    }
    switch (bytes) {
      case 4 -> written.set(ValueLayout.JAVA_INT, offset, 0x0101_0101);
      case 8 -> written.set(ValueLayout.JAVA_LONG, offset, 0x0101_0101_0101_0101L);
      case 2 -> written.set(ValueLayout.JAVA_SHORT, offset, (short) 0x0101);
      default -> written.set(ValueLayout.JAVA_BYTE, offset, (byte) 1);
    }
  }

  /** Whether 1, 2, 4 or 8 bytes were all written; true if that is not tracked. */
  public boolean isWritten(long offset, int bytes) {
    if (!tracked || wholly) {
      return true;
    }
    return switch (bytes) {
      case 4 -> written.get(ValueLayout.JAVA_INT, offset) == 0x0101_0101;
      case 8 -> written.get(ValueLayout.JAVA_LONG, offset) == 0x0101_0101_0101_0101L;
      case 2 -> written.get(ValueLayout.JAVA_SHORT, offset) == 0x0101;
      default -> written.get(ValueLayout.JAVA_BYTE, offset) == 1;
    };
  }

  /**
   * Replaces 2, 4 or 8 bytes by a function of them, for all threads at once.
   *
   * @return what was there before
   */
  public long update(long offset, int bytes, TernaryOperator function, long b, long c) {
    int wordBytes = Math.max(bytes, 4);
    long wordOffset = offset & -wordBytes;
    int shift = (int) (offset - wordOffset) * 8;
    long mask = Bits.mask(8 * bytes);
    while (true) {
      long word = loadVolatile(wordOffset, wordBytes);
      long old = word >>> shift & mask;
      long value = function.apply(old, b, c) & mask;
      long replaced = word & ~(mask << shift) | value << shift;
      if (compareAndSet(wordOffset, wordBytes, word, replaced)) {
        markWritten(offset, bytes);
        return old;
      }
    }
  }

  private boolean compareAndSet(long offset, int bytes, long expected, long value) {
    return bytes == 4
        ? INT.compareAndSet(data, offset, (int) expected, (int) value)
        : LONG.compareAndSet(data, offset, expected, value);
  }

  private long loadVolatile(long offset, int bytes) {
    return bytes == 4
        ? (int) INT.getVolatile(data, offset) & 0xFFFF_FFFFL
        : (long) LONG.getVolatile(data, offset);
  }

  /** Copies a segment to an offset. */
  public void write(long offset, MemorySegment from) {
    data.asSlice(offset, from.byteSize()).copyFrom(from);
    if (!tracked || wholly) {
      return;
    }
    written.asSlice(offset, from.byteSize()).fill((byte) 1);
    wholly = offset == 0 && from.byteSize() == size;
  }

  /** Copies from an offset to a segment. */
  public void read(long offset, MemorySegment to) {
    to.copyFrom(data.asSlice(offset, to.byteSize()));
  }
}
