package org.hlorun.interpreter.contraction;

import java.util.Arrays;

/** The running sums of a block of real result elements. */
sealed interface BlockSum {
  /** Starts a block of at most the capacity. */
  void clear(int rows, int columns);

  /** Adds the product of two blocks of the given depth. */
  void add(double[][] left, double[][] right, int depth);

  /** The sums, row by row; to be called once all terms are in. */
  double[][] result();

  /**
   * Room for sums.
   *
   * @param wide whether to sum in twice the precision of {@code double}
   */
  static BlockSum of(boolean wide, int maxRows, int maxColumns) {
    return wide ? new Compensated(maxRows, maxColumns) : new Plain(maxRows, maxColumns);
  }

  /** Sums in {@code double}. */
  final class Plain implements BlockSum {
    private final double[][] sum;
    private int rows;
    private int columns;

    private Plain(int maxRows, int maxColumns) {
      sum = new double[maxRows][maxColumns];
    }

    @Override
    public void clear(int newRows, int newColumns) {
      rows = newRows;
      columns = newColumns;
      for (int i = 0; i < rows; i++) {
        Arrays.fill(sum[i], 0, columns, 0);
      }
    }

    @Override
    public void add(double[][] left, double[][] right, int depth) {
      DoubleGemm.multiplyAdd(left, right, sum, rows, columns, depth);
    }

    @Override
    public double[][] result() {
      return sum;
    }
  }

  /** Sums in twice the precision of {@code double}. */
  final class Compensated implements BlockSum {
    private final double[][] high;
    private final double[][] low;
    private int rows;
    private int columns;

    private Compensated(int maxRows, int maxColumns) {
      high = new double[maxRows][maxColumns];
      low = new double[maxRows][maxColumns];
    }

    @Override
    public void clear(int newRows, int newColumns) {
      rows = newRows;
      columns = newColumns;
      for (int i = 0; i < rows; i++) {
        Arrays.fill(high[i], 0, columns, 0);
        Arrays.fill(low[i], 0, columns, 0);
      }
    }

    @Override
    public void add(double[][] left, double[][] right, int depth) {
      CompensatedGemm.multiplyAdd(left, right, high, low, rows, columns, depth);
    }

    @Override
    public double[][] result() {
      for (int i = 0; i < rows; i++) {
        CompensatedGemm.round(high[i], low[i], columns);
      }
      return high;
    }
  }
}
