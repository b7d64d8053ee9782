package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.RoundedSizes;
import org.hlorun.language.shape.ElementType;

/**
 * Sorting by blocks of threads of a GPU. Lines that fit into the memory of a block are sorted
 * there. If few records at the beginning are wanted, segments of longer lines are sorted and their
 * first records are the lines of another round. Else segments are sorted, and the further levels of
 * the network are kernels on memory ({@link BitonicExchange}), each level ending in the memory of
 * blocks.
 */
final class BlockSort {
  /** Shared memory of a block for records, so that some blocks run at once. */
  private static final long SHARED_BYTES = 32 << 10;

  private static final long MAX_SEGMENT = 2048;
  private static final long MIN_SEGMENT = 64;

  /** Values in the registers of a thread. */
  private static final long REGISTERS = 32;

  private final FusedView view;
  private final SortTask task;
  private final long segment;

  BlockSort(FusedView view, SortTask task) {
    this.view = view;
    this.task = task;
    long bytes = 0;
    for (ElementType type : task.types()) {
      bytes += SortRecords.parts(type) * NumberCode.storage(type).byteSize();
    }
    this.segment = Math.min(MAX_SEGMENT, Long.highestOneBit(SHARED_BYTES / bytes));
    if (segment < MIN_SEGMENT) {
      throw new UnsupportedKernelException("a sort of records of %d bytes".formatted(bytes));
    }
  }

  /**
   * The kernels.
   *
   * @param offset the byte of the instruction's scratch memory from which on it may be used
   */
  List<LoweredKernel> lower(long offset) {
    long length = task.length();
    if (length <= segment) {
      long size = RoundedSizes.powerOfTwo(length);
      return List.of(segments(task, task, length, size, task.wanted(), false));
    }
    return task.wanted() <= segment / 2 ? rounds(offset) : levels(offset);
  }

  private LoweredKernel segments(
      SortKernel.Records from,
      SortKernel.Records to,
      long length,
      long size,
      long kept,
      boolean isMerged) {
    return new SegmentSort(
            view, task, new SegmentSort.Segments(from, to, length, size, kept, isMerged))
        .lower();
  }

  /** The first records of segments, until a line is one segment. */
  private List<LoweredKernel> rounds(long offset) {
    List<LoweredKernel> kernels = new ArrayList<>();
    SortKernel.Records from = task;
    long length = task.length();
    long start = offset;
    while (length > segment) {
      long written =
          new SegmentSort.Segments(from, from, length, segment, task.wanted(), false).written();
      SortKernel.Scratch to = new SortKernel.Scratch(task.types(), start, task.lines(), written);
      kernels.add(segments(from, to, length, segment, task.wanted(), false));
      from = to;
      length = written;
      start = to.end();
    }
    kernels.add(
        segments(from, task, length, RoundedSizes.powerOfTwo(length), task.wanted(), false));
    return kernels;
  }

  /** All levels of the network. */
  private List<LoweredKernel> levels(long offset) {
    List<LoweredKernel> kernels = new ArrayList<>();
    long length = task.length();
    SortKernel.Scratch lines = new SortKernel.Scratch(task.types(), offset, task.lines(), length);
    kernels.add(segments(task, lines, length, segment, segment, false));
    int inBlock = Long.numberOfTrailingZeros(segment);
    int levels = Long.numberOfTrailingZeros(RoundedSizes.powerOfTwo(length));
    int most = stepsOfKernel();
    for (int level = inBlock; level < levels; level++) {
      for (int top = level; top >= inBlock; top -= most) {
        int count = Math.min(most, top - inBlock + 1);
        BitonicExchange.Steps steps = new BitonicExchange.Steps(top, count, top == level);
        kernels.add(new BitonicExchange(view, task, lines, steps).lower());
      }
      boolean isLast = level == levels - 1;
      kernels.add(segments(lines, isLast ? task : lines, length, segment, segment, true));
    }
    return kernels;
  }

  private int stepsOfKernel() {
    long values = task.types().stream().mapToLong(SortRecords::parts).sum();
    int steps = 3;
    while (steps > 1 && values << steps > REGISTERS) {
      steps--;
    }
    return steps;
  }
}
