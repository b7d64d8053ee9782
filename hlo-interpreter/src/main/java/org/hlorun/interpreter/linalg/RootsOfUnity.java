package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.math.DoubleDouble;

/**
 * The n-th roots of unity {@code cos(2 pi k / n) + i sin(2 pi k / n)}, each component within about
 * one unit in the last place: the angle is reduced to an eighth of a turn in exact integer
 * arithmetic first. Multiples of a quarter turn are exact.
 */
final class RootsOfUnity {
  /** A quarter turn, pi / 2, to 106 bits. */
  private static final DoubleDouble QUARTER =
      DoubleDouble.sum(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54);

  private final double[] cosines;
  private final double[] sines;

  RootsOfUnity(int n) {
    cosines = new double[n];
    sines = new double[n];
    for (int k = 0; k < n; k++) {
      int quarters = (int) (4L * k / n);
      long rest = 4L * k - (long) quarters * n;
      boolean nearEnd = 2 * rest > n;
      DoubleDouble angle =
          DoubleDouble.quotient((double) (nearEnd ? n - rest : rest), n).times(QUARTER);
      double cosine = cosine(angle);
      double sine = sine(angle);
      turn(k, quarters, nearEnd ? sine : cosine, nearEnd ? cosine : sine);
    }
  }

  private static double cosine(DoubleDouble angle) {
    return StrictMath.cos(angle.hi()) - angle.lo() * StrictMath.sin(angle.hi());
  }

  private static double sine(DoubleDouble angle) {
    return StrictMath.sin(angle.hi()) + angle.lo() * StrictMath.cos(angle.hi());
  }

  /** Stores a number turned by a number of quarters. */
  private void turn(int k, int quarters, double cosine, double sine) {
    switch (quarters) {
      case 0 -> set(k, cosine, sine);
      case 1 -> set(k, -sine, cosine);
      case 2 -> set(k, -cosine, -sine);
      default -> set(k, sine, -cosine);
    }
  }

  private void set(int k, double cosine, double sine) {
    cosines[k] = cosine;
    sines[k] = sine;
  }

  int count() {
    return cosines.length;
  }

  double cosine(int k) {
    return cosines[k];
  }

  double sine(int k) {
    return sines[k];
  }
}
