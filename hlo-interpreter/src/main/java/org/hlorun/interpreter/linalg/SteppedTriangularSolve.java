package org.hlorun.interpreter.linalg;

import java.util.Arrays;
import org.hlorun.interpreter.op.Evaluation;

/**
 * Some systems {@code T x = b} of a {@link TriangularSolve} with the same matrix, in the arithmetic
 * of the element type, as XLA:CPU solves them: by substitution of blocks, each of which is
 * multiplied by the inverse of the diagonal block, a {@link TriangularInverse}. Products are added
 * up with one rounding for each multiplication and addition, as a CPU's fused instruction does, in
 * Eigen's order: even and odd terms apart as far as there are eight more, then the rest.
 *
 * @see <a href="https://github.com/openxla/xla/blob/main/xla/service/triangular_solve_expander.cc">
 *     TriangularSolveExpander::SolveWithInvertedDiagonalBlocks</a>
 */
final class SteppedTriangularSolve {
  private static final int BLOCK = 128;

  /** Terms that Eigen's product takes in one go. */
  private static final int UNROLLED = 8;

  private final TriangularSolve solve;
  private final StepArithmetic arithmetic;
  private final long batch;
  private final long firstSystem;
  private final int size;
  private final double[][] solutions;

  SteppedTriangularSolve(
      TriangularSolve solve, StepArithmetic arithmetic, long batch, long firstSystem, int count) {
    this.solve = solve;
    this.arithmetic = arithmetic;
    this.batch = batch;
    this.firstSystem = firstSystem;
    size = solve.size();
    solutions = new double[count][size];
  }

  void solve(Evaluation evaluation) {
    int blocks = Math.ceilDiv(size, BLOCK);
    for (int step = 0; step < blocks; step++) {
      int first = (solve.isForward() ? step : blocks - 1 - step) * BLOCK;
      int end = Math.min(size, first + BLOCK);
      for (int i = first; i < end; i++) {
        substitute(i, solve.isForward() ? 0 : end, solve.isForward() ? first : size);
        evaluation.poll();
      }
      multiplyByInverse(first, end, evaluation);
    }
  }

  /** Row i of the right sides, less a row of T times unknowns that are solved. */
  private void substitute(int i, int from, int to) {
    double[] row = new double[to];
    for (int k = from; k < to; k++) {
      row[k] = solve.coefficient(batch, i, k);
    }
    for (int system = 0; system < solutions.length; system++) {
      double right = solve.rightSide(batch, firstSystem + system, i);
      double[] x = solutions[system];
      x[i] = to > from ? arithmetic.subtract(right, product(row, x, from, to)) : right;
    }
  }

  private void multiplyByInverse(int first, int end, Evaluation evaluation) {
    boolean transposed = solve.isTransposed();
    boolean lower = solve.isForward() != transposed;
    TriangularInverse inverse = new TriangularInverse(block(first, end), lower, arithmetic);
    double[][] rights = new double[solutions.length][];
    for (int system = 0; system < rights.length; system++) {
      rights[system] = Arrays.copyOfRange(solutions[system], first, end);
    }
    for (int i = first; i < end; i++) {
      double[] row = inverse.row(i - first, transposed);
      for (int system = 0; system < rights.length; system++) {
        double value = product(row, rights[system], 0, end - first);
        solutions[system][i] = value;
        solve.setResult(batch, firstSystem + system, i, value);
      }
      evaluation.poll();
    }
  }

  /** A diagonal block of the matrix as it is stored, not transposed. */
  private double[][] block(int first, int end) {
    double[][] block = new double[end - first][end - first];
    for (int i = first; i < end; i++) {
      int last = solve.isForward() ? i + 1 : end;
      for (int j = solve.isForward() ? first : i; j < last; j++) {
        int row = solve.isTransposed() ? j : i;
        int column = solve.isTransposed() ? i : j;
        block[row - first][column - first] = solve.coefficient(batch, i, j);
      }
    }
    return block;
  }

  private double product(double[] a, double[] b, int from, int to) {
    double even = 0;
    double odd = 0;
    int k = from;
    for (int end = to - (to - from) % UNROLLED; k < end; k += 2) {
      even = arithmetic.multiplyAdd(a[k], b[k], even);
      odd = arithmetic.multiplyAdd(a[k + 1], b[k + 1], odd);
    }
    double sum = arithmetic.add(even, odd);
    for (; k < to; k++) {
      sum = arithmetic.multiplyAdd(a[k], b[k], sum);
    }
    return sum;
  }
}
