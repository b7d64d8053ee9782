package org.hlorun.interpreter.lapack;

import java.util.Arrays;
import java.util.Comparator;

/**
 * {@code A = U S V^T}, as {@code gesdd} gives it: singular values in descending order, of whose
 * vectors the signs are open. One-sided Jacobi rotations on the triangle of a QR factorisation (Z.
 * Drmač and K. Veselić, "New fast and accurate Jacobi SVD algorithm", LAPACK Working Notes 169 and
 * 170, without their column pivoting): with {@code A = Q R}, columns of {@code R^T} are rotated
 * until they are orthogonal, {@code R^T J = V S}, so that {@code A = Q J S V^T}.
 *
 * @param values descending
 * @param left U, of all columns or of as many as there are values
 * @param right V, likewise
 * @param info 0; -4 if an element is no number, as from LAPACK; 1 if columns would not become
 *     orthogonal
 */
public record SingularValues(double[] values, ColumnMatrix left, ColumnMatrix right, int info) {
  private static final int NOT_A_NUMBER = -4;

  /** From here on, times the largest, the squares of singular values underflow. */
  static final double NEGLIGIBLE = 0x1p-500;

  /**
   * Takes a matrix of any shape apart, which it overwrites.
   *
   * @param full whether U and V are square
   * @param poll called often
   */
  public static SingularValues of(ColumnMatrix a, boolean full, Runnable poll) {
    if (a.rows() < a.columns()) {
      SingularValues turned = of(a.transposed(), full, poll);
      return new SingularValues(turned.values, turned.right, turned.left, turned.info);
    }
    double largest = a.largest();
    if (!(largest < Double.POSITIVE_INFINITY)) {
      return undefined(a, full, Double.isNaN(largest) ? NOT_A_NUMBER : 1);
    }
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    a.scale(-exponent);
    QrFactors qr = QrFactors.of(a, poll);
    JacobiRotations jacobi = new JacobiRotations(transposedTriangle(qr.packed()));
    int info = jacobi.run(poll) ? 0 : 1;
    return assembled(qr, jacobi, full, exponent, info);
  }

  private static SingularValues undefined(ColumnMatrix a, boolean full, int info) {
    double[] values = new double[a.columns()];
    Arrays.fill(values, Double.NaN);
    ColumnMatrix left = new ColumnMatrix(a.rows(), full ? a.rows() : a.columns());
    return new SingularValues(values, left, new ColumnMatrix(a.columns(), a.columns()), info);
  }

  /** The transpose of R. */
  private static ColumnMatrix transposedTriangle(ColumnMatrix packed) {
    int size = packed.columns();
    ColumnMatrix triangle = new ColumnMatrix(size, size);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i <= j; i++) {
        triangle.set(j, i, packed.get(i, j));
      }
    }
    return triangle;
  }

  private static SingularValues assembled(
      QrFactors qr, JacobiRotations jacobi, boolean full, int exponent, int info) {
    int rows = qr.packed().rows();
    int size = qr.packed().columns();
    double[] lengths = jacobi.lengths();
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -lengths[i]));
    double[] values = new double[size];
    ColumnMatrix left = ColumnMatrix.identity(rows, full ? rows : size);
    ColumnMatrix right = new ColumnMatrix(size, size);
    int known = 0;
    for (int i = 0; i < size; i++) {
      int from = order[i];
      values[i] = Math.scalb(lengths[from], exponent);
      left.setColumn(i, Arrays.copyOf(jacobi.rotations().column(from), rows));
      right.setColumn(i, jacobi.columns().column(from));
      if (lengths[from] > NEGLIGIBLE * lengths[order[0]]) {
        Vectors.multiply(right.column(i), 1 / lengths[from], 0);
        known++;
      }
    }
    for (int j = 0; j < left.columns(); j++) {
      qr.multiply(left.column(j));
    }
    complete(right, known);
    return new SingularValues(values, left, right, info);
  }

  /** Columns from a number on become orthogonal to those before, and to each other. */
  private static void complete(ColumnMatrix matrix, int known) {
    if (known == matrix.columns()) {
      return;
    }
    ColumnMatrix copy = new ColumnMatrix(matrix.rows(), known);
    for (int j = 0; j < known; j++) {
      copy.setColumn(j, matrix.column(j).clone());
    }
    ColumnMatrix basis = QrFactors.of(copy, () -> {}).orthogonal(matrix.columns(), () -> {});
    for (int j = known; j < matrix.columns(); j++) {
      matrix.setColumn(j, basis.column(j));
    }
  }
}
