package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.math.Complex;
import org.hlorun.interpreter.math.ComplexMath;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code triangular-solve}: {@code op(A) X = B}, or {@code X op(A) = B} if not {@code left_side},
 * where {@code op} is nothing, the transpose or the adjoint. Only the named triangle of {@code A}
 * is read, without the diagonal if that is one by {@code unit_diagonal}. By substitution, with sums
 * in twice the precision of {@code double}; with {@link Rounding#EACH_STEP}, f32 and f64 as {@link
 * SteppedTriangularSolve} says.
 *
 * <p>A singular system, with a zero on the diagonal, is solved like any other in the arithmetic of
 * IEEE 754: the unknown of that row is infinite, or NaN for 0 / 0, and the rows that are
 * substituted into later get what follows from it. XLA does not define this case; XLA:CPU
 * multiplies by inverses of triangular blocks and so has NaN in more places.
 *
 * <p>Every column of {@code B} (row, if {@code A} stands on the right) is an independent system
 * {@code T x = b}, where {@code T} is {@code A} or its transpose, perhaps conjugated.
 */
final class TriangularSolve {
  /** Elements of the solutions that are worked on at a time. */
  private static final long CHUNK = 1 << 16;

  private final ArrayLiteral matrix;
  private final ArrayLiteral rightSide;
  private final ArrayLiteral result;
  private final boolean complex;
  private final boolean leftSide;
  private final boolean unitDiagonal;
  private final boolean conjugated;

  /** Whether {@code T} is the transpose of {@code A}. */
  private final boolean transposed;

  /** Whether {@code T} is a lower triangle. */
  private final boolean forward;

  private final int size;
  private final long systems;

  private TriangularSolve(
      Form form, ArrayLiteral matrix, ArrayLiteral rightSide, ArrayLiteral result) {
    this.matrix = matrix;
    this.rightSide = rightSide;
    this.result = result;
    complex = matrix.elementType().isComplex();
    leftSide = form.leftSide();
    unitDiagonal = form.unitDiagonal();
    conjugated = form.option() == TransposeOption.ADJOINT;
    boolean transposes = conjugated || form.option() == TransposeOption.TRANSPOSE;
    transposed = transposes == leftSide;
    forward = form.lower() != transposed;
    int rank = rightSide.shape().rank();
    size = (int) matrix.shape().dimension(rank - 1);
    systems = rightSide.shape().dimension(leftSide ? rank - 1 : rank - 2);
  }

  static Literal evaluate(HloInstruction solve, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral matrix = operands[0].asArray();
    ArrayLiteral rightSide = operands[1].asArray();
    ElementTypes.requireFloat(solve, matrix);
    ArrayLiteral result = evaluation.allocate(solve);
    Form form =
        new Form(
            solve.get(Attribute.LEFT_SIDE),
            solve.get(Attribute.LOWER),
            solve.get(Attribute.UNIT_DIAGONAL),
            solve.get(Attribute.TRANSPOSE_A));
    run(form, matrix, rightSide, result, evaluation);
    return result;
  }

  static void run(
      Form form,
      ArrayLiteral matrix,
      ArrayLiteral rightSide,
      ArrayLiteral result,
      Evaluation evaluation) {
    if (result.elementCount() > 0) {
      new TriangularSolve(form, matrix, rightSide, result).run(evaluation);
    }
  }

  /** The attributes of {@code triangular-solve}. */
  record Form(boolean leftSide, boolean lower, boolean unitDiagonal, TransposeOption option) {}

  private void run(Evaluation evaluation) {
    long chunk = Math.clamp(CHUNK / size, 1, systems);
    long chunksPerMatrix = Math.ceilDiv(systems, chunk);
    evaluation.parallel(
        result.elementCount() / (size * systems) * chunksPerMatrix,
        1,
        (start, end) -> {
          for (long index = start; index < end; index++) {
            long first = index % chunksPerMatrix * chunk;
            int count = (int) Math.min(chunk, systems - first);
            solve(index / chunksPerMatrix, first, count, evaluation);
          }
        });
  }

  private void solve(long batch, long firstSystem, int count, Evaluation evaluation) {
    ElementType type = matrix.elementType();
    boolean fused = type == ElementType.F32 || type == ElementType.F64;
    if (fused && evaluation.rounding() == Rounding.EACH_STEP) {
      StepArithmetic arithmetic = StepArithmetic.of(type);
      new SteppedTriangularSolve(this, arithmetic, batch, firstSystem, count).solve(evaluation);
    } else {
      new Systems(batch, firstSystem, count).solve(evaluation);
    }
  }

  int size() {
    return size;
  }

  boolean isForward() {
    return forward;
  }

  boolean isTransposed() {
    return transposed;
  }

  /** The real element of T, which is one on a diagonal that is so by attribute. */
  double coefficient(long batch, int i, int j) {
    return unitDiagonal && i == j ? 1 : matrix.getDouble(matrixIndex(batch, i, j));
  }

  double rightSide(long batch, long system, int i) {
    return rightSide.getDouble(rightIndex(batch, system, i));
  }

  void setResult(long batch, long system, int i, double value) {
    result.setDouble(rightIndex(batch, system, i), value);
  }

  private long matrixIndex(long batch, int i, int j) {
    return (batch * size + (transposed ? j : i)) * size + (transposed ? i : j);
  }

  private long rightIndex(long batch, long system, int i) {
    return batch * size * systems + (leftSide ? system + i * systems : system * size + i);
  }

  /** Some systems with the same matrix. */
  private final class Systems {
    private final long batch;
    private final long firstSystem;
    private final double[][] real;
    private final double[][] imaginary;
    private final double[] rowReal = new double[size];
    private final double[] rowImaginary = new double[size];
    private final ProductSum re = new ProductSum();
    private final ProductSum im = new ProductSum();

    Systems(long batch, long firstSystem, int count) {
      this.batch = batch;
      this.firstSystem = firstSystem;
      real = new double[count][size];
      imaginary = new double[complex ? count : 0][size];
    }

    void solve(Evaluation evaluation) {
      for (int position = 0; position < size; position++) {
        int i = forward ? position : size - 1 - position;
        int from = forward ? 0 : i + 1;
        int to = forward ? i : size;
        readRow(i, from, to);
        for (int system = 0; system < real.length; system++) {
          evaluation.poll();
          long index = rightIndex(batch, firstSystem + system, i);
          re.start(rightSide.getDouble(index));
          im.start(rightSide.getImaginary(index));
          if (complex) {
            subtractComplex(real[system], imaginary[system], from, to);
            divideComplex(real[system], imaginary[system], i);
            result.setComplex(index, real[system][i], imaginary[system][i]);
          } else {
            re.subtractProducts(rowReal, real[system], from, to);
            real[system][i] = unitDiagonal ? re.value() : re.value() / rowReal[i];
            result.setDouble(index, real[system][i]);
          }
        }
      }
    }

    /** Decodes a row of {@code T}: its diagonal element and those from a column to another. */
    private void readRow(int i, int from, int to) {
      readElement(i, i);
      for (int j = from; j < to; j++) {
        readElement(i, j);
      }
    }

    private void readElement(int i, int j) {
      long index = matrixIndex(batch, i, j);
      rowReal[j] = matrix.getDouble(index);
      double part = matrix.getImaginary(index);
      rowImaginary[j] = conjugated ? -part : part;
    }

    private void subtractComplex(double[] x, double[] y, int from, int to) {
      re.subtractProducts(rowReal, x, from, to);
      re.addProducts(rowImaginary, y, from, to);
      im.subtractProducts(rowReal, y, from, to);
      im.subtractProducts(rowImaginary, x, from, to);
    }

    private void divideComplex(double[] x, double[] y, int i) {
      Complex value = new Complex(re.value(), im.value());
      Complex quotient =
          unitDiagonal
              ? value
              : ComplexMath.divide(value, new Complex(rowReal[i], rowImaginary[i]));
      x[i] = quotient.re();
      y[i] = quotient.im();
    }
  }
}
