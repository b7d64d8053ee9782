package org.hlorun.bufferassignment;

/**
 * Memory for one or more leaves under construction: how large, and when it is in use. Locations
 * that were found to be one point to it.
 */
final class Location {
  private Location mergedInto;
  private long size;
  private int start;
  private int end;
  private BufferAllocation.Kind fixed;
  private long offset;

  Location(long size, int start, BufferAllocation.Kind fixed) {
    this.size = size;
    this.start = start;
    this.end = start;
    this.fixed = fixed;
  }

  Location find() {
    return mergedInto == null ? this : mergedInto.find();
  }

  void use(int position) {
    start = Math.min(start, position);
    end = Math.max(end, position);
  }

  /** Makes {@code other} the same memory as this. */
  void merge(Location other) {
    other.mergedInto = this;
    size = Math.max(size, other.size);
    start = Math.min(start, other.start);
    end = Math.max(end, other.end);
    if (fixed == null) {
      fixed = other.fixed;
    }
  }

  long size() {
    return size;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The allocation it must lie in; null for the arena. */
  BufferAllocation.Kind fixed() {
    return fixed;
  }

  void setFixed(BufferAllocation.Kind kind) {
    fixed = kind;
  }

  long offset() {
    return offset;
  }

  void setOffset(long newOffset) {
    offset = newOffset;
  }
}
