package org.hlorun.kernelir.lower.linear;

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
 * A block of Householder reflectors {@code H = I - tau v v^T}, whose vectors lie side by side, with
 * ones on the diagonal and zeros above it, and what they do to other columns, some of which are the
 * lanes of a vector. (G. Golub and C. Van Loan, "Matrix Computations", 5.1.)
 *
 * @param vectors those of the block, in whole rows
 * @param factors tau of all reflectors
 * @param columns what is reflected
 * @param rows a multiple of {@link #COUNT}
 * @param tile columns that are lanes of a vector
 */
record Reflectors(
    KernelBuilder builder,
    ScratchMatrices.View vectors,
    ScratchMatrices.View factors,
    ScratchMatrices.View columns,
    long rows,
    int tile) {
  /** Reflectors of a block. */
  static final int COUNT = LapackShapes.BLOCK;

  /** Sums side by side: one alone would wait for itself. */
  private static final int SUMS = 4;

  private static final IndexExpr ZERO = IndexExpr.constant(0);

  /**
   * Takes the vectors from below the diagonal of a packed matrix.
   *
   * @param first the block's first column
   * @param count of all reflectors: columns behind them have none
   */
  void take(ScratchMatrices.View packed, IndexExpr first, long count) {
    builder.loopBelow(
        below(first),
        i ->
            builder.loop(
                COUNT,
                LoopSchedule.vector(COUNT, 1),
                lane -> {
                  IndexExpr row = first.plus(i);
                  Value element = packed.load(row, first.plus(lane));
                  Value at = builder.index(i);
                  Value diagonal = builder.index(lane);
                  IndexExpr column = first.plus(lane);
                  Value isReflector =
                      builder.compare(
                          Predicate.SLT,
                          builder.index(column),
                          builder.integer(ScalarType.I64, count));
                  Value isBelow =
                      builder.binary(
                          BinaryKind.AND,
                          isReflector,
                          builder.compare(Predicate.SGT, at, diagonal));
                  Value isOn = builder.compare(Predicate.EQ, at, diagonal);
                  Value other =
                      builder.select(
                          isOn, builder.real(ScalarType.F64, 1), builder.real(ScalarType.F64, 0));
                  vectors.store(row, lane, builder.select(isBelow, element, other));
                }));
  }

  /** How many rows there are from one on. */
  private IndexExpr below(IndexExpr first) {
    IndexExpr count = first.times(-1).plus(rows);
    return IndexExpr.variable(builder.index(count), 0, rows);
  }

  /**
   * Reflects some tiles of columns.
   *
   * @param first the block's first row
   * @param from the first column of the first tile
   * @param isReversed whether the last reflector comes first
   */
  void reflect(IndexExpr first, IndexExpr from, IndexExpr tiles, boolean isReversed) {
    IndexExpr groups = below(first).dividedBy(SUMS);
    Value count = builder.index(groups);
    builder.loopBelow(
        tiles,
        number ->
            builder.loop(
                tile,
                LoopSchedule.vector(tile, 1),
                lane -> {
                  IndexExpr column = from.plus(number.times(tile)).plus(lane);
                  builder.loop(
                      COUNT,
                      LoopSchedule.SERIAL,
                      s -> {
                        IndexExpr reflector = isReversed ? s.times(-1).plus(COUNT - 1) : s;
                        IndexExpr all = IndexExpr.variable(count, 0, rows / SUMS);
                        reflect(first, reflector, column, all);
                      });
                }));
  }

  /** Reflects a column; a factor of 0 is that of no reflector. */
  private void reflect(IndexExpr first, IndexExpr s, IndexExpr column, IndexExpr groups) {
    Value tau = factors.load(ZERO, first.plus(s));
    Value isThere = builder.compare(Predicate.UNE, tau, builder.real(ScalarType.F64, 0));
    builder.branch(
        isThere,
        () -> {
          Value sum = product(first, s, column, groups);
          Value minus = builder.unary(UnaryKind.FNEG, builder.binary(BinaryKind.FMUL, tau, sum));
          builder.loopBelow(
              groups,
              group -> {
                for (int q = 0; q < SUMS; q++) {
                  IndexExpr row = first.plus(group.times(SUMS)).plus(q);
                  Value element = columns.load(row, column);
                  columns.store(row, column, builder.fma(vectors.load(row, s), minus, element));
                }
              });
          return List.of();
        },
        List::of);
  }

  /** The inner product of a reflector's vector and a column. */
  private Value product(IndexExpr first, IndexExpr s, IndexExpr column, IndexExpr groups) {
    Value zero = builder.real(ScalarType.F64, 0);
    List<Value> sums =
        builder.loopBelow(
            groups,
            List.of(zero, zero, zero, zero),
            (group, before) -> {
              Value[] next = new Value[SUMS];
              for (int q = 0; q < SUMS; q++) {
                IndexExpr row = first.plus(group.times(SUMS)).plus(q);
                next[q] =
                    builder.fma(vectors.load(row, s), columns.load(row, column), before.get(q));
              }
              return List.of(next);
            });
    return add(add(sums.get(0), sums.get(1)), add(sums.get(2), sums.get(3)));
  }

  private Value add(Value a, Value b) {
    return builder.binary(BinaryKind.FADD, a, b);
  }
}
