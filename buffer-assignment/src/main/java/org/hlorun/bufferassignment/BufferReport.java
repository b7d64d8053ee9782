package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hlorun.bufferassignment.LiveRanges.Segment;

/**
 * A memory plan as text: the allocations, what lives where in the arena and from which step to
 * which, and the values that make the peak. Sizes and offsets are bytes.
 */
public final class BufferReport {
  private final BufferAssignment assignment;

  public BufferReport(BufferAssignment assignment) {
    this.assignment = assignment;
  }

  /** The report, lines ended by newlines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("buffers of ").append(assignment.module().name()).append('\n');
    appendAllocations(text);
    appendArena(text);
    appendPeak(text);
    return text.toString();
  }

  private void appendAllocations(StringBuilder text) {
    text.append("\nallocations: ").append(assignment.totalBytes()).append(" bytes\n");
    for (BufferAllocation allocation : assignment.allocations()) {
      text.append(
          "%6d %14d  %s%n"
              .replace("%n", "\n")
              .formatted(allocation.index(), allocation.size(), describe(allocation.kind())));
    }
  }

  private static String describe(BufferAllocation.Kind kind) {
    return switch (kind) {
      case BufferAllocation.EntryParameter parameter ->
          "parameter "
              + parameter.number()
              + path(parameter.index())
              + (parameter.donated() ? ", donated" : "");
      case BufferAllocation.Constant constant -> "constant " + constant.instruction().name();
      case BufferAllocation.Output output -> "output" + path(output.index());
      case BufferAllocation.Temporary temporary -> "temporary";
    };
  }

  private static String path(ShapeIndex index) {
    return index.path().isEmpty() ? "" : " " + index;
  }

  private void appendArena(StringBuilder text) {
    long size = assignment.temporaryBytes();
    long bound = assignment.lowerBound();
    text.append(
        "\ntemporary: %d bytes, lower bound %d, fragmentation %.1f %%\n"
            .formatted(size, bound, size == 0 ? 0.0 : 100.0 * (size - bound) / size));
    List<BufferClass> slices = new ArrayList<>(assignment.temporaries());
    slices.sort(Comparator.comparingLong(BufferClass::offset).thenComparingInt(BufferClass::start));
    for (BufferClass slice : slices) {
      text.append("  offset %d, %d bytes:".formatted(slice.offset(), slice.size()));
      for (Segment segment : slice.segments().values()) {
        text.append(" %s [%d, %d]".formatted(segment.value(), segment.start(), segment.end()));
      }
      text.append('\n');
    }
  }

  private void appendPeak(StringBuilder text) {
    int step = peakStep();
    if (step < 0) {
      return;
    }
    text.append(
        "\npeak at step %d, %s:\n".formatted(step, assignment.timeline().instruction(step).name()));
    List<Segment> alive = new ArrayList<>();
    for (BufferClass slice : assignment.temporaries()) {
      var below = slice.segments().floorEntry(step);
      if (below != null && below.getValue().end() >= step) {
        alive.add(below.getValue());
      }
    }
    alive.sort(
        Comparator.<Segment>comparingLong(segment -> segment.value().size())
            .reversed()
            .thenComparingInt(Segment::start));
    for (Segment segment : alive) {
      text.append("%14d  %s\n".formatted(segment.value().size(), segment.value()));
    }
  }

  /** The first step at which the most bytes are needed, or -1 if the arena is empty. */
  private int peakStep() {
    return OffsetPlanner.peakStep(assignment.temporaries(), assignment.timeline().length());
  }
}
