package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/** Complex numbers as four real products: real and imaginary parts are blocks of their own. */
final class ComplexTile extends Tile {
  private final double[][] leftReal;
  private final double[][] leftImaginary;
  private final double[][] leftNegated;
  private final double[][] rightReal;
  private final double[][] rightImaginary;
  private final BlockSum realSum;
  private final BlockSum imaginarySum;
  private final BlockReader<double[]> realReader;
  private final BlockReader<double[]> imaginaryReader;
  private final double[] realColumn;
  private final double[] imaginaryColumn;
  private int rows;
  private double[][] realResult;
  private double[][] imaginaryResult;

  ComplexTile(boolean wide, Capacity capacity) {
    leftReal = new double[capacity.rows()][capacity.depth()];
    leftImaginary = new double[capacity.rows()][capacity.depth()];
    leftNegated = new double[capacity.rows()][capacity.depth()];
    rightReal = new double[capacity.depth()][capacity.columns()];
    rightImaginary = new double[capacity.depth()][capacity.columns()];
    realSum = BlockSum.of(wide, capacity.rows(), capacity.columns());
    imaginarySum = BlockSum.of(wide, capacity.rows(), capacity.columns());
    double[][] buffer = new double[TRANSPOSED_COLUMNS][Math.max(capacity.rows(), capacity.depth())];
    realReader = new BlockReader<>(Lane.REAL, buffer);
    imaginaryReader = new BlockReader<>(Lane.IMAGINARY, buffer);
    realColumn = new double[capacity.rows()];
    imaginaryColumn = new double[capacity.rows()];
  }

  @Override
  void clear(int newRows, int columns) {
    rows = newRows;
    realSum.clear(newRows, columns);
    imaginarySum.clear(newRows, columns);
  }

  @Override
  void readLeft(ArrayLiteral left, OffsetBlock rowOffsets, OffsetBlock depth, int at) {
    realReader.read(left, rowOffsets, depth, leftReal, 0, at);
    imaginaryReader.read(left, rowOffsets, depth, leftImaginary, 0, at);
  }

  @Override
  void readRight(ArrayLiteral right, OffsetBlock depth, OffsetBlock columns, int at) {
    realReader.read(right, depth, columns, rightReal, at, 0);
    imaginaryReader.read(right, depth, columns, rightImaginary, at, 0);
  }

  @Override
  void multiplyAdd(int depth) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < depth; k++) {
        leftNegated[i][k] = -leftImaginary[i][k];
      }
    }
    realSum.add(leftReal, rightReal, depth);
    realSum.add(leftNegated, rightImaginary, depth);
    imaginarySum.add(leftReal, rightImaginary, depth);
    imaginarySum.add(leftImaginary, rightReal, depth);
  }

  @Override
  void finish() {
    realResult = realSum.result();
    imaginaryResult = imaginarySum.result();
  }

  @Override
  void writeRow(ArrayLiteral target, long start, int row, int column, int count) {
    ElementBlocks.writeComplex(target, start, realResult[row], imaginaryResult[row], column, count);
  }

  @Override
  void writeColumn(ArrayLiteral target, long start, int row, int column, int count) {
    for (int i = 0; i < count; i++) {
      realColumn[i] = realResult[row + i][column];
      imaginaryColumn[i] = imaginaryResult[row + i][column];
    }
    ElementBlocks.writeComplex(target, start, realColumn, imaginaryColumn, 0, count);
  }
}
