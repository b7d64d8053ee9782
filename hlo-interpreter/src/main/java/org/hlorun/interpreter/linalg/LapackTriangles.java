package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.literal.ArrayLiteral;

/** What LAPACK and BLAS have routines for and HLO opcodes, too, with the arithmetic of those. */
public final class LapackTriangles {
  private LapackTriangles() {}

  /**
   * The Cholesky factors of matrices in the place of one triangle; the other one stays.
   *
   * @param info becomes 0 for each matrix, or the order of its first leading minor that is not
   *     positive; the triangle is NaN then
   */
  public static void potrf(
      ArrayLiteral input,
      ArrayLiteral result,
      ArrayLiteral info,
      boolean lower,
      Evaluation evaluation) {
    Cholesky.potrf(input, result, info, lower, evaluation);
  }

  /** The solutions of triangular systems. */
  public static void trsm(
      ArrayLiteral matrix,
      ArrayLiteral rightSide,
      ArrayLiteral result,
      boolean leftSide,
      boolean lower,
      boolean unitDiagonal,
      TransposeOption option,
      Evaluation evaluation) {
    TriangularSolve.Form form = new TriangularSolve.Form(leftSide, lower, unitDiagonal, option);
    TriangularSolve.run(form, matrix, rightSide, result, evaluation);
  }
}
