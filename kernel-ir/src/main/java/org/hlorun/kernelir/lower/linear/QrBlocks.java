package org.hlorun.kernelir.lower.linear;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * {@code A = Q R} in place by Householder reflectors, {@link Reflectors#COUNT} columns at a time:
 * those of a block are reflected one by one, and the columns behind by all reflectors of the block,
 * some columns as lanes, which stay in a cache meanwhile. R is left in the upper triangle, the
 * vectors without their ones below it. (G. Golub and C. Van Loan, "Matrix Computations", 5.2.2;
 * signs are those of LAPACK's {@code larfg}.)
 *
 * @param a the matrix; what surrounds it up to whole blocks, and a tile more of columns, is zero
 * @param reflectors of a block, which reflect {@code a}
 * @param rows of the matrix
 * @param columns of the matrix
 * @param isScaled whether squares may overflow, or be lost, so that lengths are measured in units
 *     of the largest element
 */
record QrBlocks(
    KernelBuilder builder,
    ScratchMatrices.View a,
    Reflectors reflectors,
    long rows,
    long columns,
    boolean isScaled) {
  private static final int COUNT = Reflectors.COUNT;

  /** Where the factors tau are noted. */
  @FunctionalInterface
  interface Factors {
    void note(IndexExpr column, Value tau);
  }

  /** Factors the matrix; {@code steps} is the number of reflectors. */
  void factor(long steps, Factors factors) {
    int tile = reflectors.tile();
    builder.loop(
        Math.ceilDiv(steps, COUNT),
        LoopSchedule.SERIAL,
        block -> {
          IndexExpr first = block.times(COUNT);
          Value left = builder.index(first.times(-1).plus(steps));
          Value count =
              builder.binary(BinaryKind.SMIN, left, builder.integer(ScalarType.I64, COUNT));
          builder.loopBelow(IndexExpr.variable(count, 1, COUNT), j -> column(first, j, factors));
          reflectors.take(a, first, steps);
          IndexExpr behind = block.times(-1).plus(Math.ceilDiv(columns, COUNT) - 1);
          IndexExpr tiles = behind.times(COUNT).plus(tile - 1L).dividedBy(tile);
          reflectors.reflect(first, first.plus(COUNT), tiles, false);
        });
  }

  private void column(IndexExpr first, IndexExpr j, Factors factors) {
    IndexExpr k = first.plus(j);
    Value zero = builder.real(ScalarType.F64, 0);
    Value alpha = a.load(k, k);
    Value largest = isScaled ? largestBelow(k) : zero;
    Value unit = isScaled ? unit(largest, alpha) : builder.real(ScalarType.F64, 1);
    Value squares = squares(k, unit);
    Value isThere = builder.compare(Predicate.UNE, squares, zero);
    if (isScaled) { // the squares of what is much smaller than the element above may vanish
      Value isNotZero = builder.compare(Predicate.UNE, largest, zero);
      isThere = builder.binary(BinaryKind.OR, isThere, isNotZero);
    }
    List<Value> tau =
        builder.branch(
            isThere, () -> List.of(reflector(first, j, unit, squares)), () -> List.of(zero));
    factors.note(k, tau.getFirst());
  }

  /** Makes the reflector of a column, and reflects the block's columns behind; gives tau. */
  private Value reflector(IndexExpr first, IndexExpr j, Value unit, Value squares) {
    IndexExpr k = first.plus(j);
    Value alpha = inUnits(a.load(k, k), unit);
    Value length = builder.unary(UnaryKind.SQRT, builder.fma(alpha, alpha, squares));
    // The sign bit: zeros have one, too.
    Value bits = builder.cast(CastKind.BITS, ScalarType.I64, alpha);
    Value isNegative = builder.compare(Predicate.SLT, bits, builder.integer(ScalarType.I64, 0));
    Value beta = builder.select(isNegative, length, builder.unary(UnaryKind.FNEG, length));
    Value difference = builder.binary(BinaryKind.FSUB, alpha, beta);
    Value tau = builder.unary(UnaryKind.FNEG, builder.binary(BinaryKind.FDIV, difference, beta));
    scale(k, unit, difference);
    a.store(k, k, builder.binary(BinaryKind.FMUL, beta, unit));
    panel(first, j, tau);
    return tau;
  }

  private Value inUnits(Value element, Value unit) {
    return isScaled ? builder.binary(BinaryKind.FDIV, element, unit) : element;
  }

  private IndexExpr below(IndexExpr row) {
    IndexExpr count = row.times(-1).plus(rows - 1);
    return IndexExpr.variable(builder.index(count), 0, rows - 1);
  }

  /** The largest element below the diagonal; NaN is none. */
  private Value largestBelow(IndexExpr k) {
    return builder
        .loopBelow(
            below(k),
            List.of(builder.real(ScalarType.F64, 0)),
            (i, before) -> {
              Value size = builder.unary(UnaryKind.FABS, a.load(k.plus(1).plus(i), k));
              return List.of(larger(size, before.getFirst()));
            })
        .getFirst();
  }

  private Value larger(Value one, Value other) {
    return builder.select(builder.compare(Predicate.OGT, one, other), one, other);
  }

  /** The largest element from the diagonal on; 1 if that is zero or infinite. */
  private Value unit(Value below, Value diagonal) {
    Value unit = larger(builder.unary(UnaryKind.FABS, diagonal), below);
    Value infinity = builder.real(ScalarType.F64, Double.POSITIVE_INFINITY);
    Value isUsual =
        builder.binary(
            BinaryKind.AND,
            builder.compare(Predicate.OGT, unit, builder.real(ScalarType.F64, 0)),
            builder.compare(Predicate.OLT, unit, infinity));
    return builder.select(isUsual, unit, builder.real(ScalarType.F64, 1));
  }

  /** The sum of the squares below the diagonal, in squares of a unit. */
  private Value squares(IndexExpr k, Value unit) {
    return builder
        .loopBelow(
            below(k),
            List.of(builder.real(ScalarType.F64, 0)),
            (i, before) -> {
              Value part = inUnits(a.load(k.plus(1).plus(i), k), unit);
              return List.of(builder.fma(part, part, before.getFirst()));
            })
        .getFirst();
  }

  private void scale(IndexExpr k, Value unit, Value divisor) {
    builder.loopBelow(
        below(k),
        i -> {
          IndexExpr row = k.plus(1).plus(i);
          Value part = inUnits(a.load(row, k), unit);
          a.store(row, k, builder.binary(BinaryKind.FDIV, part, divisor));
        });
  }

  /** Reflects the columns of the block behind one of them. */
  private void panel(IndexExpr first, IndexExpr j, Value tau) {
    IndexExpr k = first.plus(j);
    IndexExpr below = below(k);
    builder.loop(
        COUNT,
        LoopSchedule.vector(COUNT, 1),
        lane -> {
          IndexExpr column = first.plus(lane);
          Value top = a.load(k, column);
          Value sum =
              builder
                  .loopBelow(
                      below,
                      List.of(top),
                      (i, before) -> {
                        IndexExpr row = k.plus(1).plus(i);
                        return List.of(
                            builder.fma(a.load(row, k), a.load(row, column), before.getFirst()));
                      })
                  .getFirst();
          Value minus = builder.unary(UnaryKind.FNEG, builder.binary(BinaryKind.FMUL, tau, sum));
          Value isBehind = builder.compare(Predicate.SGT, builder.index(lane), builder.index(j));
          Value less = builder.binary(BinaryKind.FADD, top, minus);
          a.store(k, column, builder.select(isBehind, less, top));
          builder.loopBelow(
              below,
              i -> {
                IndexExpr row = k.plus(1).plus(i);
                Value element = a.load(row, column);
                Value reflected = builder.fma(a.load(row, k), minus, element);
                a.store(row, column, builder.select(isBehind, reflected, element));
              });
        });
  }
}
