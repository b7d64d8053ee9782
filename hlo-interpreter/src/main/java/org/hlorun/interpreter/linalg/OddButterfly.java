package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.math.RealMath;

/**
 * The transform of an odd number {@code p} of numbers by its definition, with terms {@code j} and
 * {@code p - j} taken together: their sum goes with the cosine, their difference with the sine, and
 * results {@code u} and {@code p - u} are the sum and the difference of the same two sums.
 */
final class OddButterfly implements Butterfly {
  private final int radix;
  private final StepArithmetic arithmetic;
  private final double[] cosines;
  private final double[] sines;
  private final int firstTerms;
  private final int group;

  private OddButterfly(
      double[] cosines, double[] sines, int firstTerms, int group, StepArithmetic arithmetic) {
    radix = cosines.length;
    this.cosines = cosines;
    this.sines = sines;
    this.firstTerms = firstTerms;
    this.group = group;
    this.arithmetic = arithmetic;
  }

  /** A butterfly with constants, whose terms are added one after the other. */
  static OddButterfly small(int radix, StepArithmetic arithmetic) {
    double[] cosines = new double[radix];
    double[] sines = new double[radix];
    for (int k = 0; k < radix; k++) {
      cosines[k] = arithmetic.round(RealMath.cosOfTurn(k, radix));
      sines[k] = arithmetic.round(RealMath.sinOfTurn(k, radix));
    }
    return new OddButterfly(cosines, sines, radix / 2, 1, arithmetic);
  }

  /**
   * A butterfly of any odd radix from 5.
   *
   * @param twiddles of a length that the radix divides
   * @param group how many terms, a power of two, are added up before they are added to the sum, as
   *     long as so many are left; the first two are not grouped
   */
  static OddButterfly general(
      int radix, TwiddleFactors twiddles, int group, StepArithmetic arithmetic) {
    int step = twiddles.count() / radix;
    double[] cosines = new double[radix];
    double[] sines = new double[radix];
    for (int k = 0; k < radix; k++) {
      cosines[k] = twiddles.cosine(k * step);
      sines[k] = twiddles.sine(k * step);
    }
    return new OddButterfly(cosines, sines, 2, group, arithmetic);
  }

  @Override
  public void forward(double[] re, double[] im) {
    int half = radix / 2;
    for (int j = 1; j <= half; j++) {
      sumAndDifference(re, j);
      sumAndDifference(im, j);
    }
    double[] results = new double[2 * radix];
    results[0] = total(re);
    results[radix] = total(im);
    for (int u = 1; u <= half; u++) {
      store(results, u, 0, cosineSum(re, u), sineSum(im, u));
      store(results, u, radix, cosineSum(im, u), -sineSum(re, u));
    }
    System.arraycopy(results, 0, re, 0, radix);
    System.arraycopy(results, radix, im, 0, radix);
  }

  private void sumAndDifference(double[] x, int j) {
    double a = x[j];
    double b = x[radix - j];
    x[j] = arithmetic.add(a, b);
    x[radix - j] = arithmetic.subtract(a, b);
  }

  private void store(double[] results, int u, int offset, double even, double odd) {
    results[offset + u] = arithmetic.add(even, odd);
    results[offset + radix - u] = arithmetic.subtract(even, odd);
  }

  private double total(double[] x) {
    double sum = x[0];
    for (int j = 1; j <= radix / 2; j++) {
      sum = arithmetic.add(sum, x[j]);
    }
    return sum;
  }

  /** The first number, and each sum times {@code cos(2 pi j u / p)}. */
  private double cosineSum(double[] x, int u) {
    return weightedSum(x[0], cosines, u, x, 0, 1);
  }

  /** Each difference times {@code sin(2 pi j u / p)}. */
  private double sineSum(double[] x, int u) {
    // Minus zero is the sum of no numbers: added to a zero it leaves that one's sign alone.
    return weightedSum(-0.0, sines, u, x, radix, -1);
  }

  /** Adds numbers {@code origin + direction * j}, for j from 1, each times weight {@code j * u}. */
  private double weightedSum(
      double start, double[] weights, int u, double[] x, int origin, int direction) {
    double sum = start;
    int j = 1;
    while (j <= radix / 2) {
      int end = groupEnd(j);
      double part = j == 1 ? start : -0.0;
      for (int i = j; i < end; i++) {
        double weight = weights[(int) ((long) i * u % radix)];
        part = arithmetic.add(part, arithmetic.multiply(weight, x[origin + direction * i]));
      }
      sum = j == 1 ? part : arithmetic.add(sum, part);
      j = end;
    }
    return sum;
  }

  /** After the last term of the group that starts with a term. */
  private int groupEnd(int j) {
    if (j <= firstTerms) {
      return firstTerms + 1;
    }
    int size = group;
    while (size > radix / 2 + 1 - j) {
      size /= 2;
    }
    return j + size;
  }
}
