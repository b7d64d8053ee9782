package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Elimination with partial pivoting in place, {@link LapackShapes#BLOCK} columns at a time: those
 * of a block are eliminated one by one, with exchanges of whole rows; then the block's rows of U
 * are solved for, some columns as lanes, and what they contribute is subtracted from the rows
 * below, which are read and written once for the whole block. (G. Golub and C. Van Loan, "Matrix
 * Computations", 3.4.)
 *
 * @param a the matrix; what surrounds it up to whole blocks, and a tile more of columns, is zero
 * @param rows of the matrix
 * @param columns of the matrix
 * @param tile columns that are lanes of a vector
 */
record LuBlocks(KernelBuilder builder, ScratchMatrices.View a, long rows, long columns, int tile) {
  private static final int COLUMNS = LapackShapes.BLOCK;

  /** Where pivots are noted. */
  @FunctionalInterface
  interface Pivots {
    void note(IndexExpr step, IndexExpr row);
  }

  /**
   * Factors the matrix.
   *
   * @param steps columns to eliminate
   * @return an I32: 0, or the first column, counted from 1, whose pivot is zero
   */
  Value factor(long steps, Pivots pivots) {
    return builder
        .loop(
            Math.ceilDiv(steps, COLUMNS),
            LoopSchedule.SERIAL,
            List.of(builder.integer(ScalarType.I32, 0)),
            (block, info) -> {
              IndexExpr first = block.times(COLUMNS);
              List<Value> next = block(block, first, steps, info, pivots);
              IndexExpr behind = block.times(-1).plus(Math.ceilDiv(columns, COLUMNS) - 1);
              trailing(first, behind.times(COLUMNS).plus(tile - 1L).dividedBy(tile));
              return next;
            },
            null)
        .getFirst();
  }

  /** Eliminates the columns of a block, as far as the matrix has any. */
  private List<Value> block(
      IndexExpr block, IndexExpr first, long steps, List<Value> info, Pivots pivots) {
    Value left = builder.index(first.times(-1).plus(steps));
    Value count = builder.binary(BinaryKind.SMIN, left, builder.integer(ScalarType.I64, COLUMNS));
    return builder.loopBelow(
        IndexExpr.variable(count, 1, COLUMNS),
        info,
        (j, before) -> List.of(column(first, j, before.getFirst(), pivots)));
  }

  private Value column(IndexExpr first, IndexExpr j, Value info, Pivots pivots) {
    IndexExpr k = first.plus(j);
    IndexExpr pivot = largest(k);
    pivots.note(k, pivot);
    Value divisor = a.load(pivot, k);
    Value isThere = builder.compare(Predicate.UNE, divisor, builder.real(ScalarType.F64, 0));
    return builder
        .branch(
            isThere,
            () -> {
              exchange(k, pivot);
              eliminate(first, j, divisor);
              return List.of(info);
            },
            () -> {
              Value none = builder.compare(Predicate.EQ, info, builder.integer(ScalarType.I32, 0));
              return List.of(builder.select(none, LuLowering.number(builder, k), info));
            })
        .getFirst();
  }

  /** The row, from that of the diagonal on, with the first of the largest elements of a column. */
  private IndexExpr largest(IndexExpr k) {
    List<Value> initial = List.of(builder.index(k), builder.unary(UnaryKind.FABS, a.load(k, k)));
    List<Value> best =
        builder.loopBelow(
            below(k),
            initial,
            (i, before) -> {
              IndexExpr row = k.plus(1).plus(i);
              Value size = builder.unary(UnaryKind.FABS, a.load(row, k));
              Value isLarger = builder.compare(Predicate.OGT, size, before.get(1));
              return List.of(
                  builder.select(isLarger, builder.index(row), before.get(0)),
                  builder.select(isLarger, size, before.get(1)));
            });
    return IndexExpr.variable(best.getFirst(), 0, rows - 1);
  }

  /** How many rows are below one. */
  private IndexExpr below(IndexExpr row) {
    Value count = builder.index(row.times(-1).plus(rows - 1));
    return IndexExpr.variable(count, 0, rows - 1);
  }

  private void exchange(IndexExpr row, IndexExpr other) {
    long width = Math.ceilDiv(columns, tile) * tile;
    builder.loop(
        width,
        LoopSchedule.vector(tile, 1),
        column -> {
          Value one = a.load(row, column);
          Value two = a.load(other, column);
          a.store(row, column, two);
          a.store(other, column, one);
        });
  }

  /**
   * Makes factors of a column below the diagonal, and subtracts from the block's columns behind.
   */
  private void eliminate(IndexExpr first, IndexExpr j, Value divisor) {
    IndexExpr k = first.plus(j);
    builder.loopBelow(
        below(k),
        i -> {
          IndexExpr row = k.plus(1).plus(i);
          Value factor = builder.binary(BinaryKind.FDIV, a.load(row, k), divisor);
          Value minus = builder.unary(UnaryKind.FNEG, factor);
          builder.loop(
              COLUMNS,
              LoopSchedule.vector(COLUMNS, 1),
              lane -> {
                IndexExpr column = first.plus(lane);
                Value element = a.load(row, column);
                Value isBehind =
                    builder.compare(Predicate.SGT, builder.index(lane), builder.index(j));
                Value less = plusProduct(element, minus, a.load(k, column));
                a.store(row, column, builder.select(isBehind, less, element));
              });
          a.store(row, k, factor);
        });
  }

  /** Solves for the block's rows of U behind the block, and subtracts them from the rows below. */
  private void trailing(IndexExpr first, IndexExpr tiles) {
    IndexExpr next = first.plus(COLUMNS);
    IndexExpr rowsBelow = next.times(-1).plus(Math.ceilDiv(rows, COLUMNS) * COLUMNS);
    Value count = builder.index(rowsBelow);
    builder.loopBelow(
        tiles,
        number ->
            builder.loop(
                tile,
                LoopSchedule.vector(tile, 1),
                lane -> {
                  IndexExpr column = next.plus(number.times(tile)).plus(lane);
                  List<Value> minus = solve(first, column);
                  builder.loopBelow(
                      IndexExpr.variable(count, 0, rowsBelow.max()),
                      i -> {
                        IndexExpr row = next.plus(i);
                        Value rest = a.load(row, column);
                        for (int s = 0; s < COLUMNS; s++) {
                          rest = plusProduct(rest, a.load(row, first.plus(s)), minus.get(s));
                        }
                        a.store(row, column, rest);
                      });
                }));
  }

  /** The block's rows of U in a column, which are stored; negated. */
  private List<Value> solve(IndexExpr first, IndexExpr column) {
    List<Value> minus = new ArrayList<>();
    for (int r = 0; r < COLUMNS; r++) {
      Value row = a.load(first.plus(r), column);
      for (int s = 0; s < r; s++) {
        row = plusProduct(row, a.load(first.plus(r), first.plus(s)), minus.get(s));
      }
      a.store(first.plus(r), column, row);
      minus.add(builder.unary(UnaryKind.FNEG, row));
    }
    return minus;
  }

  /** A sum with a product that is rounded before. */
  private Value plusProduct(Value sum, Value a, Value b) {
    return builder.binary(BinaryKind.FADD, sum, builder.binary(BinaryKind.FMUL, a, b));
  }
}
