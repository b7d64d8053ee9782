package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Forward substitution {@code L X = B} in place, some rows at a time: what earlier rows contribute
 * is summed up in registers, one lane per column, then the triangle on the diagonal is solved
 * there. A row is off by no more than its length times eps times the sum of its products (N.
 * Higham, "Accuracy and Stability of Numerical Algorithms", section 8.1).
 *
 * @param factor the transpose of {@code L}: element {@code j, i} is {@code L[i][j]}
 * @param unknowns {@code B}, then {@code X}
 */
record TriangularBlocks(
    KernelBuilder builder, ScratchMatrices.View factor, ScratchMatrices.View unknowns) {
  /** Rows of a block. */
  static final int ROWS = 8;

  /** A number of rows rounded up to whole blocks. */
  static long padded(long rows) {
    return Math.ceilDiv(rows, ROWS) * ROWS;
  }

  /** What is in memory of a block's rows. */
  List<Value> rightSides(IndexExpr firstRow, IndexExpr column) {
    List<Value> rightSides = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      rightSides.add(unknowns.load(firstRow.plus(r), column));
    }
    return rightSides;
  }

  /** The right sides of a block's rows without what the rows before contribute. */
  List<Value> remainders(IndexExpr firstRow, IndexExpr column) {
    return builder.loopBelow(
        firstRow,
        rightSides(firstRow, column),
        (j, sums) -> {
          Value minusX = builder.unary(UnaryKind.FNEG, unknowns.load(j, column));
          List<Value> next = new ArrayList<>();
          for (int r = 0; r < ROWS; r++) {
            next.add(builder.fma(factor.load(j, firstRow.plus(r)), minusX, sums.get(r)));
          }
          return next;
        });
  }

  /** Solves the triangle on the diagonal. */
  List<Value> solve(IndexExpr firstRow, List<Value> rightSides) {
    List<Value> x = new ArrayList<>(rightSides);
    for (int r = 0; r < ROWS; r++) {
      IndexExpr row = firstRow.plus(r);
      Value solved = builder.binary(BinaryKind.FDIV, x.get(r), factor.load(row, row));
      x.set(r, solved);
      Value minusX = builder.unary(UnaryKind.FNEG, solved);
      for (int s = r + 1; s < ROWS; s++) {
        x.set(s, builder.fma(factor.load(row, firstRow.plus(s)), minusX, x.get(s)));
      }
    }
    return x;
  }

  void store(IndexExpr firstRow, IndexExpr column, List<Value> values) {
    for (int r = 0; r < ROWS; r++) {
      unknowns.store(firstRow.plus(r), column, values.get(r));
    }
  }
}
