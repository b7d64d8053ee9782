package org.hlorun.interpreter.customcall;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.interpreter.lapack.ColumnMatrix;
import org.hlorun.interpreter.lapack.LuFactors;
import org.hlorun.interpreter.lapack.QrFactors;
import org.hlorun.interpreter.lapack.SingularValues;
import org.hlorun.interpreter.lapack.SymmetricEigen;
import org.hlorun.interpreter.linalg.LapackTriangles;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * LAPACK's routines as JAX calls them on CPUs, by XLA's typed FFI: {@code lapack_spotrf_ffi} and
 * the like. Operands and results are batches of matrices; that they lie column by column is a
 * matter of layouts, which say nothing about values. {@code info} is a result, one number for each
 * matrix.
 */
final class LapackCall implements CustomCall {
  /** What a routine does, and for which letters of types. */
  private record Routine(String types, Body body) {}

  /** Fills in the results of a batch. */
  @FunctionalInterface
  private interface Body {
    void run(LapackBatch batch, Evaluation evaluation);
  }

  private static final String REAL = "sd";
  private static final String REAL_AND_COMPLEX = "sdcz";

  private static final Map<String, Routine> ROUTINES =
      Map.of(
          "potrf", new Routine(REAL_AND_COMPLEX, LapackCall::potrf),
          "trsm", new Routine(REAL_AND_COMPLEX, LapackCall::trsm),
          "getrf", new Routine(REAL, LapackCall::getrf),
          "geqrf", new Routine(REAL, LapackCall::geqrf),
          "orgqr", new Routine(REAL, LapackCall::orgqr),
          "syevd", new Routine(REAL, LapackCall::syevd),
          "gesdd", new Routine(REAL, LapackCall::gesdd));

  @Override
  public Set<String> targets() {
    Set<String> targets = new TreeSet<>();
    ROUTINES.forEach(
        (name, routine) ->
            routine.types().chars().forEach(type -> targets.add(target((char) type, name))));
    return targets;
  }

  private static String target(char type, String routine) {
    return "lapack_" + type + routine + "_ffi";
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LapackBatch batch = new LapackBatch(instruction, operands, evaluation);
    ROUTINES.get(batch.routine()).body().run(batch, evaluation);
    return batch.results();
  }

  private static void potrf(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(1);
    batch.expectSquare();
    batch.expectResult(0, batch.type(), batch.rows(), batch.rows());
    batch.expectResult(1, ElementType.S32);
    batch.expectResults(2);
    LapackTriangles.potrf(
        batch.operand(0),
        batch.result(0),
        batch.result(1),
        batch.letter("uplo", "LU") == 'L',
        evaluation);
  }

  private static void trsm(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(2);
    batch.expectSquare();
    boolean left = batch.letter("side", "LR") == 'L';
    batch.expectTriangularSystem(left);
    TransposeOption option =
        switch (batch.letter("trans_x", "NTC")) {
          case 'N' -> TransposeOption.NO_TRANSPOSE;
          case 'T' -> TransposeOption.TRANSPOSE;
          default -> TransposeOption.ADJOINT;
        };
    LapackTriangles.trsm(
        batch.operand(0),
        batch.operand(1),
        batch.result(0),
        left,
        batch.letter("uplo", "LU") == 'L',
        batch.letter("diag", "NU") == 'U',
        option,
        evaluation);
  }

  private static void getrf(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(1);
    batch.expectResult(0, batch.type(), batch.rows(), batch.columns());
    batch.expectResult(1, ElementType.S32, Math.min(batch.rows(), batch.columns()));
    batch.expectResult(2, ElementType.S32);
    batch.expectResults(3);
    batch.forEach(
        index -> {
          LuFactors factors = LuFactors.of(batch.matrix(index), evaluation::poll);
          batch.store(0, index, factors.packed());
          batch.store(1, index, factors.pivots());
          batch.store(2, index, factors.info());
        });
  }

  private static void geqrf(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(1);
    batch.expectResult(0, batch.type(), batch.rows(), batch.columns());
    batch.expectResult(1, batch.type(), Math.min(batch.rows(), batch.columns()));
    batch.expectResults(2);
    batch.forEach(
        index -> {
          QrFactors factors = QrFactors.of(batch.matrix(index), evaluation::poll);
          batch.store(0, index, factors.packed());
          batch.store(1, index, factors.tau());
        });
  }

  private static void orgqr(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(2);
    batch.expectReflectors();
    batch.expectResult(0, batch.type(), batch.rows(), batch.columns());
    batch.expectResults(1);
    batch.forEach(
        index -> {
          QrFactors factors = new QrFactors(batch.matrix(index), batch.vector(1, index));
          batch.store(0, index, factors.orthogonal(batch.columns(), evaluation::poll));
        });
  }

  private static void syevd(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(1);
    batch.expectSquare();
    batch.expectResult(0, batch.type(), batch.rows(), batch.rows());
    batch.expectResult(1, batch.type(), batch.rows());
    batch.expectResult(2, ElementType.S32);
    batch.expectResults(3);
    boolean lower = batch.letter("uplo", "LU") == 'L';
    batch.letter("mode", "NV"); // without vectors their array may hold anything: they, too
    batch.forEach(
        index -> {
          SymmetricEigen eigen = SymmetricEigen.of(batch.matrix(index), lower, evaluation::poll);
          batch.store(0, index, eigen.vectors());
          batch.store(1, index, eigen.values());
          batch.store(2, index, eigen.info());
        });
  }

  /** The first result stands for the operand's memory, which LAPACK leaves in disorder. */
  private static void gesdd(LapackBatch batch, Evaluation evaluation) {
    batch.expectOperands(1);
    char mode = batch.letter("mode", "ASN");
    int least = Math.min(batch.rows(), batch.columns());
    batch.expectResult(0, batch.type(), batch.rows(), batch.columns());
    batch.expectResult(1, batch.type(), least);
    if (mode != 'N') {
      boolean full = mode == 'A';
      batch.expectResult(2, batch.type(), batch.rows(), full ? batch.rows() : least);
      batch.expectResult(3, batch.type(), full ? batch.columns() : least, batch.columns());
    }
    batch.expectResult(4, ElementType.S32);
    batch.expectResults(5);
    batch.forEach(
        index -> {
          ColumnMatrix matrix = batch.matrix(index);
          SingularValues svd = SingularValues.of(matrix, mode == 'A', evaluation::poll);
          batch.store(1, index, svd.values());
          if (mode != 'N') {
            batch.store(2, index, svd.left());
            batch.store(3, index, svd.right().transposed());
          }
          batch.store(4, index, svd.info());
        });
  }
}
