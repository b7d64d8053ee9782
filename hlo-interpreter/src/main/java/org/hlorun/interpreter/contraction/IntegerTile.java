package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.shape.ElementType;

/**
 * Integers and {@code pred}: sums modulo 2^64, at the end wrapped to the type or, for convolutions,
 * saturated. A sum of predicates is true if some term is.
 */
final class IntegerTile extends Tile {
  private final ElementType type;
  private final boolean saturating;
  private final long[][] leftBlock;
  private final long[][] rightBlock;
  private final long[][] sum;
  private final BlockReader<long[]> reader;
  private final long[] columnBuffer;
  private int rows;
  private int columns;

  IntegerTile(ElementType type, boolean saturating, Capacity capacity) {
    this.type = type;
    this.saturating = saturating && type.isInteger();
    leftBlock = new long[capacity.rows()][capacity.depth()];
    rightBlock = new long[capacity.depth()][capacity.columns()];
    sum = new long[capacity.rows()][capacity.columns()];
    int longest = Math.max(capacity.rows(), capacity.depth());
    reader = new BlockReader<>(Lane.INTEGER, new long[TRANSPOSED_COLUMNS][longest]);
    columnBuffer = new long[capacity.rows()];
  }

  @Override
  void clear(int newRows, int newColumns) {
    rows = newRows;
    columns = newColumns;
    for (int i = 0; i < rows; i++) {
      Arrays.fill(sum[i], 0, columns, 0);
    }
  }

  @Override
  void readLeft(ArrayLiteral left, OffsetBlock rowOffsets, OffsetBlock depth, int at) {
    reader.read(left, rowOffsets, depth, leftBlock, 0, at);
  }

  @Override
  void readRight(ArrayLiteral right, OffsetBlock depth, OffsetBlock columnOffsets, int at) {
    reader.read(right, depth, columnOffsets, rightBlock, at, 0);
  }

  @Override
  void multiplyAdd(int depth) {
    LongGemm.multiplyAdd(leftBlock, rightBlock, sum, rows, columns, depth);
  }

  @Override
  void finish() {
    if (saturating) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          sum[i][j] = saturate(sum[i][j]);
        }
      }
    }
  }

  private long saturate(long value) {
    if (type.isSigned()) {
      return Math.clamp(value, type.minInteger(), type.maxInteger());
    }
    return Long.compareUnsigned(value, type.maxInteger()) > 0 ? type.maxInteger() : value;
  }

  @Override
  void writeRow(ArrayLiteral target, long start, int row, int column, int count) {
    ElementBlocks.writeLongs(target, start, sum[row], column, count);
  }

  @Override
  void writeColumn(ArrayLiteral target, long start, int row, int column, int count) {
    for (int i = 0; i < count; i++) {
      columnBuffer[i] = sum[row + i][column];
    }
    ElementBlocks.writeLongs(target, start, columnBuffer, 0, count);
  }
}
