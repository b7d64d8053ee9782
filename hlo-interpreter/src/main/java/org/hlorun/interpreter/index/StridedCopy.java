package org.hlorun.interpreter.index;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hlorun.interpreter.op.Evaluation;

/**
 * A copy of a box of elements from one strided view to another, bit for bit. Planned once, it can
 * be run for any number of offsets and by several threads.
 *
 * <p>The plan drops dimensions of size 1 and merges neighbours that are contiguous in both views,
 * so that the inner loop is as long as the views allow.
 */
public final class StridedCopy {
  /** Contiguous runs from this many bytes are worth a bulk copy. */
  private static final int BULK_BYTES = 64;

  /** Rows of one element that are filled by copies which double, from this length. */
  private static final int SPLAT_LENGTH = 8;

  /** Elements one thread copies at least. */
  private static final long GRAIN = 1 << 15;

  private final int elementBytes;
  private final long rowLength;
  private final long rowSourceStride;
  private final long rowTargetStride;
  private final long[] sizes;
  private final long[] sourceStrides;
  private final long[] targetStrides;
  private final long rows;

  private StridedCopy(int elementBytes, int rank, long[] sizes, long[] source, long[] target) {
    this.elementBytes = elementBytes;
    int outer = Math.max(0, rank - 1);
    this.sizes = Arrays.copyOf(sizes, outer);
    this.sourceStrides = Arrays.copyOf(source, outer);
    this.targetStrides = Arrays.copyOf(target, outer);
    this.rowLength = rank == 0 ? 1 : sizes[outer];
    this.rowSourceStride = rank == 0 ? 1 : source[outer];
    this.rowTargetStride = rank == 0 ? 1 : target[outer];
    this.rows = Strides.count(this.sizes);
  }

  /**
   * Plans a copy.
   *
   * @param elementBytes bytes per element: 1, 2, 4, 8 or 16
   * @param sizes the box
   * @param sourceStrides strides of the source view, may be zero or negative
   * @param targetStrides strides of the target view, may not be zero along sizes beyond 1
   */
  public static StridedCopy of(
      int elementBytes, long[] sizes, long[] sourceStrides, long[] targetStrides) {
    int rank = sizes.length;
    long[] mergedSizes = new long[rank];
    long[] source = new long[rank];
    long[] target = new long[rank];
    int kept = 0;
    for (int d = 0; d < rank; d++) {
      if (sizes[d] == 1) {
        continue;
      }
      boolean merges =
          kept > 0
              && source[kept - 1] == sizes[d] * sourceStrides[d]
              && target[kept - 1] == sizes[d] * targetStrides[d];
      int at = merges ? kept - 1 : kept++;
      mergedSizes[at] = merges ? mergedSizes[at] * sizes[d] : sizes[d];
      source[at] = sourceStrides[d];
      target[at] = targetStrides[d];
    }
    return new StridedCopy(elementBytes, kept, mergedSizes, source, target);
  }

  /** Copies the box on this thread. Offsets are those of the box's first element. */
  public void run(
      MemorySegment source, long sourceOffset, MemorySegment target, long targetOffset) {
    if (rowLength > 0 && rows > 0) {
      copyRows(source, sourceOffset, target, targetOffset, 0, rows, 0, rowLength);
    }
  }

  /** Copies the box with the threads of an evaluation. */
  public void run(
      Evaluation evaluation,
      MemorySegment source,
      long sourceOffset,
      MemorySegment target,
      long targetOffset) {
    if (rowLength == 0 || rows == 0) {
      return;
    }
    if (rowLength <= GRAIN) {
      evaluation.parallel(
          rows,
          Math.max(1, GRAIN / rowLength),
          (start, end) ->
              copyRows(source, sourceOffset, target, targetOffset, start, end, 0, rowLength));
      return;
    }
    long pieces = Math.ceilDiv(rowLength, GRAIN);
    evaluation.parallel(
        rows * pieces,
        1,
        (start, end) -> {
          for (long piece = start; piece < end; piece++) {
            long row = piece / pieces;
            long from = piece % pieces * GRAIN;
            long length = Math.min(GRAIN, rowLength - from);
            copyRows(source, sourceOffset, target, targetOffset, row, row + 1, from, length);
          }
        });
  }

  /** Copies elements {@code [from, from + length)} of the rows {@code [start, end)}. */
  private void copyRows(
      MemorySegment source,
      long sourceOffset,
      MemorySegment target,
      long targetOffset,
      long start,
      long end,
      long from,
      long length) {
    IndexWalk walk = new IndexWalk(sizes, sourceStrides, targetStrides);
    walk.seek(start);
    long sourceStart = sourceOffset + from * rowSourceStride;
    long targetStart = targetOffset + from * rowTargetStride;
    boolean contiguous = rowSourceStride == 1 && rowTargetStride == 1;
    boolean bulk = length == 1 || (contiguous && length * elementBytes >= BULK_BYTES);
    boolean splat = rowSourceStride == 0 && rowTargetStride == 1 && length >= SPLAT_LENGTH;
    for (long row = start; row < end; row++) {
      long at = (sourceStart + walk.offset(0)) * elementBytes;
      long to = (targetStart + walk.offset(1)) * elementBytes;
      if (bulk) {
        MemorySegment.copy(source, at, target, to, length * elementBytes);
      } else if (splat) {
        fillRow(source, at, target, to, length);
      } else {
        copyRow(source, at, target, to, length);
      }
      walk.next();
    }
  }

  /** Fills a contiguous row with one element: what is there already is copied behind itself. */
  private void fillRow(MemorySegment source, long at, MemorySegment target, long to, long length) {
    MemorySegment.copy(source, at, target, to, elementBytes);
    for (long filled = 1; filled < length; filled *= 2) {
      long count = Math.min(filled, length - filled);
      MemorySegment.copy(target, to, target, to + filled * elementBytes, count * elementBytes);
    }
  }

  /** Copies a row element by element; {@code at} and {@code to} are byte offsets. */
  private void copyRow(MemorySegment source, long at, MemorySegment target, long to, long length) {
    long sourceStep = rowSourceStride * elementBytes;
    long targetStep = rowTargetStride * elementBytes;
    switch (elementBytes) {
      case 1 -> {
        for (long i = 0; i < length; i++) {
          target.set(JAVA_BYTE, to + i * targetStep, source.get(JAVA_BYTE, at + i * sourceStep));
        }
      }
      case 2 -> {
        for (long i = 0; i < length; i++) {
          short bits = source.get(JAVA_SHORT_UNALIGNED, at + i * sourceStep);
          target.set(JAVA_SHORT_UNALIGNED, to + i * targetStep, bits);
        }
      }
      case 4 -> {
        for (long i = 0; i < length; i++) {
          int bits = source.get(JAVA_INT_UNALIGNED, at + i * sourceStep);
          target.set(JAVA_INT_UNALIGNED, to + i * targetStep, bits);
        }
      }
      case 8 -> {
        for (long i = 0; i < length; i++) {
          long bits = source.get(JAVA_LONG_UNALIGNED, at + i * sourceStep);
          target.set(JAVA_LONG_UNALIGNED, to + i * targetStep, bits);
        }
      }
      default -> {
        for (long i = 0; i < length; i++) {
          MemorySegment.copy(
              source, at + i * sourceStep, target, to + i * targetStep, elementBytes);
        }
      }
    }
  }
}
