package org.hlorun.bufferassignment;

import java.util.Map;
import java.util.TreeMap;
import org.hlorun.bufferassignment.LiveRanges.Segment;

/** Values that share one slice, with the times at which one of them is needed. */
final class BufferClass {
  /** Whose memory the slice is in. */
  enum Home {
    TEMPORARY,
    OUTPUT,
    PARAMETER,
    CONSTANT
  }

  private final TreeMap<Integer, Segment> segments = new TreeMap<>();
  private final long size;
  private Home home;
  private BufferAllocation.Kind kind;
  private boolean readOnly;
  private BufferClass merged;
  private long offset;

  BufferClass(long size) {
    this.size = size;
    this.home = Home.TEMPORARY;
  }

  /** The class this one has become part of, or itself. */
  BufferClass find() {
    BufferClass top = this;
    while (top.merged != null) {
      if (top.merged.merged != null) {
        top.merged = top.merged.merged;
      }
      top = top.merged;
    }
    return top;
  }

  long size() {
    return size;
  }

  Home home() {
    return home;
  }

  BufferAllocation.Kind kind() {
    return kind;
  }

  void settle(Home newHome, BufferAllocation.Kind newKind, boolean mayNotWrite) {
    home = newHome;
    kind = newKind;
    readOnly = mayNotWrite;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  /** The stretches of time by their first step. */
  TreeMap<Integer, Segment> segments() {
    return segments;
  }

  long offset() {
    return offset;
  }

  void place(long newOffset) {
    offset = newOffset;
  }

  int start() {
    return segments.firstKey();
  }

  /** The last step at which something is needed. */
  int end() {
    return segments.lastEntry().getValue().end();
  }

  /** Makes both one class, unconditionally, and gives it. */
  static BufferClass union(BufferClass a, BufferClass b) {
    BufferClass large = a.segments.size() >= b.segments.size() ? a : b;
    BufferClass small = large == a ? b : a;
    if (large == small) {
      return large;
    }
    for (Map.Entry<Integer, Segment> entry : small.segments.entrySet()) {
      if (large.segments.put(entry.getKey(), entry.getValue()) != null) {
        throw new IllegalStateException("two values of one buffer begin at one step");
      }
    }
    if (large.home == Home.TEMPORARY) {
      large.settle(small.home, small.kind, small.readOnly);
    }
    small.segments.clear();
    small.merged = large;
    return large;
  }

  /** Whether some value of this class and some value of another are needed at one step. */
  boolean overlaps(BufferClass other) {
    boolean smaller = segments.size() <= other.segments.size();
    TreeMap<Integer, Segment> few = smaller ? segments : other.segments;
    TreeMap<Integer, Segment> many = smaller ? other.segments : segments;
    for (Segment segment : few.values()) {
      Map.Entry<Integer, Segment> below = many.floorEntry(segment.end());
      if (below != null && below.getValue().end() >= segment.start()) {
        return true;
      }
    }
    return false;
  }
}
