package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.math.DoubleDouble;
import org.hlorun.interpreter.math.RealMath;

/**
 * The n-th roots of unity as libraries of Fourier transforms make them: products, in double, of a
 * root from a table of the first {@code s} and one from a table of every {@code s}-th, where {@code
 * s} is about the square root of {@code n / 2}; rounded to the element type. In f64 they are so
 * within about two units in the last place, in f32 rounded once. The lower half is the conjugate of
 * the upper.
 */
final class TwiddleFactors {
  /** An eighth of a turn, pi / 4, to 106 bits. */
  private static final DoubleDouble EIGHTH =
      DoubleDouble.sum(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55);

  private final int count;
  private final StepArithmetic arithmetic;
  private final int shift;

  /** Roots 0, 1, ..., s - 1: cosine and sine in turn. */
  private final double[] fine;

  /** Roots 0, s, 2 s, ... of the upper half. */
  private final double[] coarse;

  TwiddleFactors(int count, StepArithmetic arithmetic) {
    this.count = count;
    this.arithmetic = arithmetic;
    int half = (count + 2) / 2;
    int bits = 1;
    while (1L << 2 * bits < half) {
      bits++;
    }
    shift = bits;
    fine = table(1 << shift, 1);
    coarse = table(Math.ceilDiv(half, 1 << shift), 1 << shift);
  }

  private double[] table(int size, int step) {
    double[] roots = new double[2 * size];
    for (int i = 0; i < size; i++) {
      setRoot(roots, i, (long) i * step % count);
    }
    return roots;
  }

  /** The angle is taken in eighths of an n-th of a turn, and brought into the first of eighths. */
  private void setRoot(double[] roots, int at, long k) {
    long eighths = 8 * k;
    long turned = Math.min(eighths, 8L * count - eighths);
    boolean left = turned >= 2L * count;
    long fromAxis = left ? turned - 2L * count : turned;
    boolean steep = fromAxis >= count;
    double unit = EIGHTH.dividedBy(count).toDouble();
    double angle = (steep ? 2L * count - fromAxis : fromAxis) * unit;
    double cosine = steep ? RealMath.sin(angle) : RealMath.cos(angle);
    double sine = steep ? RealMath.cos(angle) : RealMath.sin(angle);
    roots[2 * at] = left ? -sine : cosine;
    roots[2 * at + 1] = (turned < eighths ? -1 : 1) * (left ? cosine : sine);
  }

  int count() {
    return count;
  }

  /** {@code cos(2 pi k / n)}, for {@code 0 <= k < n}. */
  double cosine(int k) {
    int upper = Math.min(k, count - k);
    int a = 2 * (upper & (1 << shift) - 1);
    int b = 2 * (upper >> shift);
    return arithmetic.round(fine[a] * coarse[b] - fine[a + 1] * coarse[b + 1]);
  }

  /** {@code sin(2 pi k / n)}, for {@code 0 <= k < n}. */
  double sine(int k) {
    int upper = Math.min(k, count - k);
    int a = 2 * (upper & (1 << shift) - 1);
    int b = 2 * (upper >> shift);
    double sine = arithmetic.round(fine[a] * coarse[b + 1] + fine[a + 1] * coarse[b]);
    return upper == k ? sine : -sine;
  }
}
