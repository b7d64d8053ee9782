package org.hlorun.interpreter.lapack;

import java.util.Arrays;

/**
 * Rotations of pairs of columns until all are orthogonal to each other: {@code X J}, whose columns
 * are the left singular vectors of X times its singular values, with J orthogonal (M. Hestenes,
 * 1958; G. Golub and C. Van Loan, Matrix Computations, 8.6.3). Accurate also for small singular
 * values, as columns are compared with their own lengths (J. Demmel and K. Veselić, 1992).
 */
final class JacobiRotations {
  /** LAPACK's limit; six to ten sweeps are usual. */
  private static final int MAX_SWEEPS = 30;

  /** How far sums of products are off, times the root of their number, and some room. */
  private static final double PRECISION = 4 * 0x1p-53;

  /**
   * Pairs whose lengths, multiplied, are less are left alone: one of them is so small that {@link
   * SingularValues} replaces it, and their products may be too small to be accurate.
   */
  private static final double LEAST_SCALE = SingularValues.NEGLIGIBLE * SingularValues.NEGLIGIBLE;

  private final ColumnMatrix columns;
  private final ColumnMatrix rotations;
  private final double[] squares;

  /**
   * @param columns X, which becomes {@code X J}
   */
  JacobiRotations(ColumnMatrix columns) {
    this.columns = columns;
    rotations = ColumnMatrix.identity(columns.columns(), columns.columns());
    squares = new double[columns.columns()];
    Arrays.setAll(squares, j -> square(j));
  }

  /** Returns whether all columns became orthogonal. */
  boolean run(Runnable poll) {
    double tolerance = PRECISION * Math.sqrt(columns.rows());
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      boolean rotated = false;
      for (int p = 0; p < squares.length; p++) {
        poll.run();
        for (int q = p + 1; q < squares.length; q++) {
          rotated |= orthogonalize(p, q, tolerance);
        }
      }
      if (!rotated) {
        return true;
      }
    }
    return false;
  }

  private double square(int j) {
    return Vectors.dot(columns.column(j), columns.column(j), 0);
  }

  /** Rotates two columns by the smaller of the two angles, unless they are orthogonal already. */
  private boolean orthogonalize(int p, int q, double tolerance) {
    double product = Vectors.dot(columns.column(p), columns.column(q), 0);
    double scale = Math.sqrt(squares[p]) * Math.sqrt(squares[q]);
    if (scale < LEAST_SCALE || !(Math.abs(product) > tolerance * scale)) {
      return false;
    }
    double cotangent = (squares[q] - squares[p]) / (2 * product);
    double tangent = Math.copySign(1 / (Math.abs(cotangent) + Math.hypot(1, cotangent)), cotangent);
    double c = 1 / Math.sqrt(1 + tangent * tangent);
    Vectors.rotate(columns.column(p), columns.column(q), c, c * tangent);
    Vectors.rotate(rotations.column(p), rotations.column(q), c, c * tangent);
    update(p, tolerance);
    update(q, tolerance);
    return true;
  }

  /**
   * After a rotation of a column. Where two columns depend on each other, what is left of one is
   * the rounding of what it was: it has any direction, and would be rotated again in every sweep.
   */
  private void update(int j, double tolerance) {
    double old = squares[j];
    squares[j] = square(j);
    if (squares[j] <= tolerance * tolerance * old) {
      Arrays.fill(columns.column(j), 0);
      squares[j] = 0;
    }
  }

  ColumnMatrix columns() {
    return columns;
  }

  /** J. */
  ColumnMatrix rotations() {
    return rotations;
  }

  /** The lengths of the columns. */
  double[] lengths() {
    double[] lengths = new double[squares.length];
    Arrays.setAll(lengths, j -> Vectors.length(columns.column(j), 0));
    return lengths;
  }
}
