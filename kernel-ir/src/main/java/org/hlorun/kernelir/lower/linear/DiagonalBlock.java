package org.hlorun.kernelir.lower.linear;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/** The upper triangle of a small square block on a matrix's diagonal, in registers. */
final class DiagonalBlock {
  private static final int ROWS = TriangularBlocks.ROWS;

  private final KernelBuilder builder;
  private final ScratchMatrices.View matrix;
  private final IndexExpr first;
  private final Value[][] a = new Value[ROWS][ROWS];

  private DiagonalBlock(KernelBuilder builder, ScratchMatrices.View matrix, IndexExpr first) {
    this.builder = builder;
    this.matrix = matrix;
    this.first = first;
  }

  /** Reads the block that begins at a row and the column of the same number. */
  static DiagonalBlock load(KernelBuilder builder, ScratchMatrices.View matrix, IndexExpr first) {
    DiagonalBlock block = new DiagonalBlock(builder, matrix, first);
    for (int i = 0; i < ROWS; i++) {
      for (int j = i; j < ROWS; j++) {
        block.a[i][j] = matrix.load(first.plus(i), first.plus(j));
      }
    }
    return block;
  }

  /** Computes the Cholesky factor; gives whether a flag is set and all pivots are positive. */
  Value factor(Value flag) {
    Value positive = flag;
    for (int i = 0; i < ROWS; i++) {
      Value pivot = a[i][i];
      Value isPositive = builder.compare(Predicate.OGT, pivot, builder.real(ScalarType.F64, 0));
      positive = builder.binary(BinaryKind.AND, positive, isPositive);
      a[i][i] = builder.unary(UnaryKind.SQRT, pivot);
      for (int j = i + 1; j < ROWS; j++) {
        a[i][j] = builder.binary(BinaryKind.FDIV, a[i][j], a[i][i]);
      }
      for (int r = i + 1; r < ROWS; r++) {
        Value minus = builder.unary(UnaryKind.FNEG, a[i][r]);
        for (int j = r; j < ROWS; j++) {
          a[r][j] = builder.fma(minus, a[i][j], a[r][j]);
        }
      }
    }
    return positive;
  }

  /** Writes the block to where it came from. */
  void store() {
    for (int i = 0; i < ROWS; i++) {
      for (int j = i; j < ROWS; j++) {
        matrix.store(first.plus(i), first.plus(j), a[i][j]);
      }
    }
  }
}
