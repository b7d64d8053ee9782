package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/** The native memory that some arrays lie in; they may share it. */
final class NativeRanges {
  /** Where arrays begin, in ascending order. */
  private final long[] starts;

  /** The greatest end of an array and of all that begin before it. */
  private final long[] ends;

  private NativeRanges(List<MemorySegment> sorted) {
    starts = new long[sorted.size()];
    ends = new long[sorted.size()];
    long end = Long.MIN_VALUE;
    for (int i = 0; i < starts.length; i++) {
      MemorySegment segment = sorted.get(i);
      end = Math.max(end, segment.address() + segment.byteSize());
      starts[i] = segment.address();
      ends[i] = end;
    }
  }

  /** The memory of those of some arrays that are native and have elements. */
  static NativeRanges of(List<ArrayLiteral> arrays) {
    List<MemorySegment> segments = new ArrayList<>(arrays.size());
    for (ArrayLiteral array : arrays) {
      if (array.segment().isNative() && array.segment().byteSize() > 0) {
        segments.add(array.segment());
      }
    }
    segments.sort(Comparator.comparingLong(MemorySegment::address));
    return new NativeRanges(segments);
  }

  /** Whether one of some arrays, all of them native, shares a byte with this memory. */
  boolean overlap(List<ArrayLiteral> arrays) {
    for (ArrayLiteral array : arrays) {
      long start = array.segment().address();
      int before = countBefore(start + array.segment().byteSize());
      if (array.segment().byteSize() > 0 && before > 0 && ends[before - 1] > start) {
        return true;
      }
    }
    return false;
  }

  /** How many begin before an address. */
  private int countBefore(long address) {
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
