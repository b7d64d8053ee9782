package org.hlorun.interpreter.linalg;

/**
 * The inverse of a triangular matrix in the arithmetic of the element type, as XLA computes that of
 * a diagonal block: {@code A = S D} with {@code D} the diagonal of {@code A}; row after row of the
 * inverse of {@code S}, whose diagonal is one, is a row of {@code S} times the rows before,
 * negated; and rows of that are divided by {@code D}.
 *
 * @see <a href="https://github.com/openxla/xla/blob/main/xla/service/triangular_solve_expander.cc">
 *     TriangularSolveExpander::InvertDiagonalBlocks</a>
 */
final class TriangularInverse {
  private final StepArithmetic arithmetic;
  private final int size;
  private final double[][] inverse;

  /**
   * Inverts a matrix.
   *
   * @param matrix square; elements outside its triangle are zero
   */
  TriangularInverse(double[][] matrix, boolean lower, StepArithmetic arithmetic) {
    this.arithmetic = arithmetic;
    size = matrix.length;
    inverse = new double[size][size];
    double[][] scaled = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        scaled[i][j] = arithmetic.divide(matrix[i][j], matrix[j][j]);
      }
    }
    for (int step = 0; step < size; step++) {
      int row = lower ? step : size - 1 - step;
      invertRow(scaled[row], row, lower);
    }
    for (int i = 0; i < size; i++) {
      for (int j = lower ? 0 : i; j < (lower ? i + 1 : size); j++) {
        inverse[i][j] = arithmetic.divide(inverse[i][j], matrix[i][i]);
      }
    }
  }

  private void invertRow(double[] scaledRow, int row, boolean lower) {
    inverse[row][row] = 1;
    for (int column = lower ? 0 : row + 1; column < (lower ? row : size); column++) {
      double sum = 0;
      int end = lower ? row : column + 1;
      for (int k = lower ? column : row + 1; k < end; k++) {
        sum = arithmetic.multiplyAdd(scaledRow[k], inverse[k][column], sum);
      }
      inverse[row][column] = -sum;
    }
  }

  /** A row of the inverse, or of its transpose. */
  double[] row(int i, boolean transposed) {
    if (!transposed) {
      return inverse[i];
    }
    double[] column = new double[size];
    for (int k = 0; k < size; k++) {
      column[k] = inverse[k][i];
    }
    return column;
  }
}
