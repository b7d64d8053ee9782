package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/** Floats: operands in {@code double}, sums in {@code double} or wider, one rounding at the end. */
final class RealTile extends Tile {
  private final double[][] leftBlock;
  private final double[][] rightBlock;
  private final BlockSum sum;
  private final BlockReader<double[]> reader;
  private final double[] column;
  private double[][] result;

  RealTile(boolean wide, Capacity capacity) {
    leftBlock = new double[capacity.rows()][capacity.depth()];
    rightBlock = new double[capacity.depth()][capacity.columns()];
    sum = BlockSum.of(wide, capacity.rows(), capacity.columns());
    int longest = Math.max(capacity.rows(), capacity.depth());
    reader = new BlockReader<>(Lane.REAL, new double[TRANSPOSED_COLUMNS][longest]);
    column = new double[capacity.rows()];
  }

  @Override
  void clear(int rows, int columns) {
    sum.clear(rows, columns);
  }

  @Override
  void readLeft(ArrayLiteral left, OffsetBlock rows, OffsetBlock depth, int at) {
    reader.read(left, rows, depth, leftBlock, 0, at);
  }

  @Override
  void readRight(ArrayLiteral right, OffsetBlock depth, OffsetBlock columns, int at) {
    reader.read(right, depth, columns, rightBlock, at, 0);
  }

  @Override
  void multiplyAdd(int depth) {
    sum.add(leftBlock, rightBlock, depth);
  }

  @Override
  void finish() {
    result = sum.result();
  }

  @Override
  void writeRow(ArrayLiteral target, long start, int row, int firstColumn, int count) {
    ElementBlocks.writeDoubles(target, start, result[row], firstColumn, count);
  }

  @Override
  void writeColumn(ArrayLiteral target, long start, int row, int fromColumn, int count) {
    for (int i = 0; i < count; i++) {
      column[i] = result[row + i][fromColumn];
    }
    ElementBlocks.writeDoubles(target, start, column, 0, count);
  }
}
