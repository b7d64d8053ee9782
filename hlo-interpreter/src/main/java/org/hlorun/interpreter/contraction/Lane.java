package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/**
 * How the elements of a literal get into arrays of a compute type.
 *
 * @param <A> {@code double[]} or {@code long[]}
 */
interface Lane<A> {
  /** Values, or real parts. */
  Lane<double[]> REAL = new DoubleLane(ElementBlocks::readDoubles);

  /** Imaginary parts. */
  Lane<double[]> IMAGINARY = new DoubleLane(ElementBlocks::readImaginaries);

  /** Integers. */
  Lane<long[]> INTEGER = new LongLane();

  /** Decodes {@code count} neighbouring elements. */
  void read(ArrayLiteral source, long start, A target, int offset, int count);

  /** Zeroes a range. */
  void clear(A target, int from, int to);

  /** {@code target[row + i][column + j] = source[j][i]} for {@code i < rows, j < columns}. */
  void transpose(A[] source, int rows, int columns, A[] target, int row, int column);

  /** A method of {@link ElementBlocks}. */
  @FunctionalInterface
  interface DoubleReader {
    void read(ArrayLiteral source, long start, double[] target, int offset, int count);
  }

  /** Decoding to {@code double}. */
  record DoubleLane(DoubleReader reader) implements Lane<double[]> {
    @Override
    public void read(ArrayLiteral source, long start, double[] target, int offset, int count) {
      reader.read(source, start, target, offset, count);
    }

    @Override
    public void clear(double[] target, int from, int to) {
      Arrays.fill(target, from, to, 0);
    }

    @Override
    public void transpose(
        double[][] source, int rows, int columns, double[][] target, int row, int column) {
      for (int i = 0; i < rows; i++) {
        double[] line = target[row + i];
        for (int j = 0; j < columns; j++) {
          line[column + j] = source[j][i];
        }
      }
    }
  }

  /** Decoding to {@code long}. */
  record LongLane() implements Lane<long[]> {
    @Override
    public void read(ArrayLiteral source, long start, long[] target, int offset, int count) {
      ElementBlocks.readLongs(source, start, target, offset, count);
    }

    @Override
    public void clear(long[] target, int from, int to) {
      Arrays.fill(target, from, to, 0);
    }

    @Override
    public void transpose(
        long[][] source, int rows, int columns, long[][] target, int row, int column) {
      for (int i = 0; i < rows; i++) {
        long[] line = target[row + i];
        for (int j = 0; j < columns; j++) {
          line[column + j] = source[j][i];
        }
      }
    }
  }
}
