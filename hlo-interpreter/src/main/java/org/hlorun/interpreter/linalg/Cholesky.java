package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code cholesky}: the triangular factor of a Hermitian positive definite matrix, {@code A = L
 * L^H} or, if not {@code lower}, {@code A = U^H U}. Only that triangle of the input is read,
 * without the imaginary parts of its diagonal; the other triangle of the result is zero. Row by
 * row, with sums in twice the precision of {@code double}.
 *
 * <p>If the matrix is not positive definite, all of the result is NaN. XLA's documentation leaves
 * that case to the implementation. XLA:CPU does the same when it meets a negative pivot or one that
 * is no number; a zero pivot in the last row, which makes the matrix semidefinite, it does not
 * count as a failure, and only that element becomes NaN there.
 */
final class Cholesky {
  private final ArrayLiteral input;
  private final ArrayLiteral result;
  private final boolean lower;
  private final Evaluation evaluation;
  private final int size;

  private Cholesky(ArrayLiteral input, ArrayLiteral result, boolean lower, Evaluation evaluation) {
    this.input = input;
    this.result = result;
    this.lower = lower;
    this.evaluation = evaluation;
    size = (int) input.shape().dimension(input.shape().rank() - 1);
  }

  static Literal evaluate(HloInstruction cholesky, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    ElementTypes.requireFloat(cholesky, input);
    ArrayLiteral result = evaluation.zeros(cholesky);
    if (input.elementCount() > 0) {
      Cholesky factorisation =
          new Cholesky(input, result, cholesky.get(Attribute.LOWER), evaluation);
      long elements = (long) factorisation.size * factorisation.size;
      evaluation.parallel(
          input.elementCount() / elements,
          1,
          (start, end) -> {
            for (long matrix = start; matrix < end; matrix++) {
              long base = matrix * elements;
              if (factorisation.factor(base) > 0) {
                factorisation.fail(base);
              }
            }
          });
    }
    return result;
  }

  /**
   * Factors matrices as LAPACK's {@code potrf} does: the other triangle is that of the input.
   *
   * @param info becomes 0, or the order of the first leading minor that is not positive; the
   *     triangle is NaN then
   */
  static void potrf(
      ArrayLiteral input,
      ArrayLiteral result,
      ArrayLiteral info,
      boolean lower,
      Evaluation evaluation) {
    result.segment().copyFrom(input.segment());
    Cholesky factorisation = new Cholesky(input, result, lower, evaluation);
    long elements = (long) factorisation.size * factorisation.size;
    evaluation.parallel(
        info.elementCount(),
        1,
        (start, end) -> {
          for (long matrix = start; matrix < end; matrix++) {
            int order = factorisation.factor(matrix * elements);
            info.setLong(matrix, order);
            if (order > 0) {
              factorisation.failTriangle(matrix * elements);
            }
          }
        });
  }

  /** Returns 0, or the order of the first leading minor that is not positive. */
  private int factor(long base) {
    Factor factor = new Factor(base);
    for (int i = 0; i < size; i++) {
      evaluation.poll();
      if (!factor.addRow(i)) {
        return i + 1;
      }
    }
    factor.store();
    return 0;
  }

  /** Where element {@code i, j} of the lower factor, or its conjugate, is in a matrix. */
  private long place(int i, int j) {
    return lower ? (long) i * size + j : (long) j * size + i;
  }

  private void fail(long base) {
    for (long i = 0; i < (long) size * size; i++) {
      result.setComplex(base + i, Double.NaN, Double.NaN);
    }
  }

  private void failTriangle(long base) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        result.setComplex(base + place(i, j), Double.NaN, Double.NaN);
      }
    }
  }

  /** The lower factor of one matrix, row by row. */
  private final class Factor {
    /** The matrix's first element. */
    private final long base;

    private final boolean complex = input.elementType().isComplex();
    private final double[][] real = new double[size][];
    private final double[][] imaginary = new double[size][];
    private final ProductSum re = new ProductSum();
    private final ProductSum im = new ProductSum();

    Factor(long base) {
      this.base = base;
    }

    /** Computes a row; false if the matrix proves not positive definite. */
    boolean addRow(int i) {
      real[i] = new double[i + 1];
      imaginary[i] = new double[complex ? i + 1 : 0];
      for (int j = 0; j < i; j++) {
        computeElement(i, j);
      }
      re.start(input.getDouble(base + place(i, i)));
      re.subtractProducts(real[i], real[i], 0, i);
      if (complex) {
        re.subtractProducts(imaginary[i], imaginary[i], 0, i);
      }
      real[i][i] = Math.sqrt(re.value());
      return re.value() > 0;
    }

    /** {@code (A[i][j] - sum of L[i][k] * conj(L[j][k]) over k < j) / L[j][j]}. */
    private void computeElement(int i, int j) {
      re.start(input.getDouble(base + place(i, j)));
      re.subtractProducts(real[i], real[j], 0, j);
      if (complex) {
        double part = input.getImaginary(base + place(i, j));
        im.start(lower ? part : -part);
        re.subtractProducts(imaginary[i], imaginary[j], 0, j);
        im.subtractProducts(imaginary[i], real[j], 0, j);
        im.addProducts(real[i], imaginary[j], 0, j);
        imaginary[i][j] = im.value() / real[j][j];
      }
      real[i][j] = re.value() / real[j][j];
    }

    void store() {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          double part = complex ? imaginary[i][j] : 0;
          result.setComplex(base + place(i, j), real[i][j], lower || i == j ? part : -part);
        }
      }
    }
  }
}
