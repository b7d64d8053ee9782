package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;

/**
 * Reads blocks of a matrix in an array into rows of a compute type, along whichever index has the
 * longer runs in memory.
 *
 * @param <A> {@code double[]} or {@code long[]}
 */
final class BlockReader<A> {
  private final Lane<A> lane;

  /** Columns on their way to becoming rows. */
  private final A[] columnBuffer;

  /**
   * @param columnBuffer scratch: a few arrays as long as the highest block
   */
  BlockReader(Lane<A> lane, A[] columnBuffer) {
    this.lane = lane;
    this.columnBuffer = columnBuffer;
  }

  /** {@code target[row + i][column + j]} becomes the matrix element {@code i, j}. */
  void read(
      ArrayLiteral source, OffsetBlock rows, OffsetBlock columns, A[] target, int row, int column) {
    long callsAlongRows = (long) rows.count() * columns.runCount();
    long callsAlongColumns = (long) columns.count() * rows.runCount();
    if (callsAlongRows <= callsAlongColumns) {
      for (int i = 0; i < rows.count(); i++) {
        readLine(source, rows.offsets[i], columns, target[row + i], column);
      }
      return;
    }
    for (int j = 0; j < columns.count(); j += columnBuffer.length) {
      int width = Math.min(columnBuffer.length, columns.count() - j);
      for (int k = 0; k < width; k++) {
        readLine(source, columns.offsets[j + k], rows, columnBuffer[k], 0);
      }
      lane.transpose(columnBuffer, rows.count(), width, target, row, column + j);
    }
  }

  /** Reads the elements at {@code base} plus each offset. */
  private void readLine(ArrayLiteral source, long base, OffsetBlock line, A target, int at) {
    if (base == Axis.HOLE) {
      lane.clear(target, at, at + line.count());
      return;
    }
    for (int run = 0; run < line.runCount(); run++) {
      int start = line.runStart(run);
      int end = line.runStart(run + 1);
      long offset = line.offsets[start];
      if (offset == Axis.HOLE) {
        lane.clear(target, at + start, at + end);
      } else {
        lane.read(source, base + offset, target, at + start, end - start);
      }
    }
  }
}
