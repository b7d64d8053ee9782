package org.hlorun.kernelir.fourier;

import java.util.ArrayList;
import java.util.List;

/** Transforms of a few numbers, written out. */
final class Butterfly {
  private final ComplexArithmetic math;
  private final boolean inverse;

  /**
   * Butterflies of one direction.
   *
   * @param inverse whether roots turn counter-clockwise: {@code exp(+2 pi i j k / n)}
   */
  Butterfly(ComplexArithmetic math, boolean inverse) {
    this.math = math;
    this.inverse = inverse;
  }

  List<Complex> transform(List<Complex> x) {
    return switch (x.size()) {
      case 1 -> x;
      case 2 -> List.of(math.plus(x.get(0), x.get(1)), math.minus(x.get(0), x.get(1)));
      case 4 -> four(x);
      default -> odd(x);
    };
  }

  private List<Complex> four(List<Complex> x) {
    Complex evenSum = math.plus(x.get(0), x.get(2));
    Complex evenDifference = math.minus(x.get(0), x.get(2));
    Complex oddSum = math.plus(x.get(1), x.get(3));
    Complex turned = math.timesI(math.minus(x.get(1), x.get(3)), inverse);
    return List.of(
        math.plus(evenSum, oddSum),
        math.plus(evenDifference, turned),
        math.minus(evenSum, oddSum),
        math.minus(evenDifference, turned));
  }

  /**
   * An odd number of points: sums and differences of opposite ones meet the real and the imaginary
   * parts of the roots.
   */
  private List<Complex> odd(List<Complex> x) {
    int n = x.size();
    int half = n / 2;
    List<Complex> sums = new ArrayList<>();
    List<Complex> differences = new ArrayList<>();
    Complex total = x.getFirst();
    for (int k = 1; k <= half; k++) {
      sums.add(math.plus(x.get(k), x.get(n - k)));
      differences.add(math.minus(x.get(k), x.get(n - k)));
      total = math.plus(total, sums.getLast());
    }
    RootsOfUnity roots = RootsOfUnity.of(n);
    List<Complex> firstHalf = new ArrayList<>();
    List<Complex> secondHalf = new ArrayList<>();
    for (int u = 1; u <= half; u++) {
      Complex even = x.getFirst();
      Complex odd = math.times(differences.getFirst(), math.constant(roots.sines()[u]));
      for (int k = 1; k <= half; k++) {
        int root = u * k % n;
        even = math.plusMultiple(even, math.constant(roots.cosines()[root]), sums.get(k - 1));
        if (k > 1) {
          Complex difference = differences.get(k - 1);
          odd = math.plusMultiple(odd, math.constant(roots.sines()[root]), difference);
        }
      }
      Complex turned = math.timesI(odd, inverse);
      firstHalf.add(math.plus(even, turned));
      secondHalf.add(math.minus(even, turned));
    }
    List<Complex> result = new ArrayList<>();
    result.add(total);
    result.addAll(firstHalf);
    result.addAll(secondHalf.reversed());
    return result;
  }
}
