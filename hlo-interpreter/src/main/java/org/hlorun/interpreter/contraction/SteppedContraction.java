package org.hlorun.interpreter.contraction;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * Computes a {@link Contraction} of floats or complex numbers with {@link Rounding#EACH_STEP}: from
 * zero on, one term after the other in the order of segments and depth, with every product and
 * every sum rounded to the result's type. A complex product is {@code (ac - bd, ad + bc)}.
 *
 * <p>A product and a sum of two numbers of a type narrower than {@code double} are computed in
 * {@code double} and rounded again, which for types of at most 25 significant bits is the same as
 * rounding once (Figueroa, "When is double rounding innocuous?", SIGNUM Newsletter 30, 1995).
 */
final class SteppedContraction {
  private static final int BLOCK = 256;

  private final Contraction contraction;
  private final ArrayLiteral left;
  private final ArrayLiteral right;
  private final ArrayLiteral result;
  private final Evaluation evaluation;
  private final FloatFormat format;

  SteppedContraction(
      Contraction contraction,
      ArrayLiteral left,
      ArrayLiteral right,
      ArrayLiteral result,
      Evaluation evaluation) {
    this.contraction = contraction;
    this.left = left;
    this.right = right;
    this.result = result;
    this.evaluation = evaluation;
    ElementType type = result.elementType();
    this.format = (type.isComplex() ? type.componentType() : type).floatFormat();
  }

  /** Fills the result. */
  void run() {
    long rows = contraction.rows();
    evaluation.parallel(
        contraction.groups() * rows,
        1,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            row(i / rows, i % rows);
          }
        });
  }

  private void row(long group, long row) {
    long[] offset = new long[1];
    contraction.result().rows().fill(group, 0, row, 1, offset);
    long resultRow = offset[0];
    for (long column = 0; column < contraction.columns(); column++) {
      contraction.result().columns().fill(group, 0, column, 1, offset);
      evaluation.poll();
      element(group, row, column, resultRow + offset[0]);
    }
  }

  private void element(long group, long row, long column, long target) {
    Sum sum = new Sum();
    long[] leftRow = new long[1];
    long[] rightColumn = new long[1];
    long[] leftDepth = new long[BLOCK];
    long[] rightDepth = new long[BLOCK];
    for (long segment = 0; segment < contraction.segments(); segment++) {
      contraction.left().rows().fill(group, segment, row, 1, leftRow);
      contraction.right().columns().fill(group, segment, column, 1, rightColumn);
      if (leftRow[0] == Axis.HOLE || rightColumn[0] == Axis.HOLE) {
        continue;
      }
      for (long start = 0; start < contraction.depth(); start += BLOCK) {
        int count = (int) Math.min(BLOCK, contraction.depth() - start);
        contraction.left().columns().fill(group, segment, start, count, leftDepth);
        contraction.right().rows().fill(group, segment, start, count, rightDepth);
        for (int i = 0; i < count; i++) {
          if (leftDepth[i] != Axis.HOLE && rightDepth[i] != Axis.HOLE) {
            sum.add(leftRow[0] + leftDepth[i], rightColumn[0] + rightDepth[i]);
          }
        }
      }
    }
    sum.store(target);
  }

  private double round(double value) {
    return format.round(value);
  }

  /** The sum of one element. */
  private final class Sum {
    private double real;
    private double imaginary;

    void add(long leftIndex, long rightIndex) {
      double a = left.getDouble(leftIndex);
      double c = right.getDouble(rightIndex);
      if (!result.elementType().isComplex()) {
        real = round(real + round(a * c));
        return;
      }
      double b = left.getImaginary(leftIndex);
      double d = right.getImaginary(rightIndex);
      real = round(real + round(round(a * c) - round(b * d)));
      imaginary = round(imaginary + round(round(a * d) + round(b * c)));
    }

    void store(long target) {
      if (result.elementType().isComplex()) {
        result.setComplex(target, real, imaginary);
      } else {
        result.setDouble(target, real);
      }
    }
  }
}
