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
    return LaneAccess.load(data, offset, bytes);
  }

  /** Stores the lowest 1, 2, 4 or 8 bytes of a value. */
  public void store(long offset, int bytes, long value) {
    LaneAccess.store(data, offset, bytes, value);
    markWritten(offset, bytes);
  }

  /** Notes that 1, 2, 4 or 8 bytes were written. */
  public void markWritten(long offset, int bytes) {
    if (tracked && !wholly) {
      LaneAccess.store(written, offset, bytes, LaneAccess.marks(bytes));
    }
  }

  /** Whether 1, 2, 4 or 8 bytes were all written; true if that is not tracked. */
  public boolean isWritten(long offset, int bytes) {
    return !tracked || wholly || LaneAccess.load(written, offset, bytes) == LaneAccess.marks(bytes);
  }

  /**
   * Loads an element for each of some lanes, at offsets that are inside and aligned.
   *
   * @param add what is added to each offset
   * @param at where in {@code into} the value of lane 0 goes
   * @return false, with nothing loaded, if some bytes were never written
   */
  public boolean load(long[] offsets, int active, long add, int bytes, long[] into, int at) {
    if (tracked && !wholly && !LaneAccess.areMarked(written, offsets, active, add, bytes)) {
      return false;
    }
    LaneAccess.load(data, offsets, active, add, bytes, into, at);
    return true;
  }

  /** Stores an element for each of some lanes, at offsets that are inside and aligned. */
  public void store(long[] offsets, int active, long add, int bytes, long[] from, int at) {
    LaneAccess.store(data, offsets, active, add, bytes, from, at);
    if (tracked && !wholly) {
      LaneAccess.mark(written, offsets, active, add, bytes);
    }
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

  /** The offset of the first of some bytes that was not written; -1 if all were. */
  public long firstUnwritten(long offset, long bytes) {
    if (!tracked || wholly) {
      return -1;
    }
    for (long at = offset; at < offset + bytes; at++) {
      if (!isWritten(at, 1)) {
        return at;
      }
    }
    return -1;
  }

  /** Copies from an offset to a segment. */
  public void read(long offset, MemorySegment to) {
    to.copyFrom(data.asSlice(offset, to.byteSize()));
  }
}
