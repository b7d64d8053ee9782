package org.hlorun.bufferassignment;

/**
 * A range of an allocation.
 *
 * @param allocation the allocation
 * @param offset bytes from its start
 * @param size bytes
 */
public record BufferSlice(BufferAllocation allocation, long offset, long size) {
  /** Whether some byte belongs to both. */
  public boolean overlaps(BufferSlice other) {
    return allocation.index() == other.allocation.index()
        && offset < other.offset + other.size
        && other.offset < offset + size;
  }
}
