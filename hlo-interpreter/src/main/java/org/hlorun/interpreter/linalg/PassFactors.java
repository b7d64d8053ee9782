package org.hlorun.interpreter.linalg;

import java.util.ArrayList;
import java.util.List;

/** The factors of a length, of which each is a pass of a transform. */
final class PassFactors {
  /**
   * Makes a pass of a transform.
   *
   * @param <P> the kind of pass
   */
  @FunctionalInterface
  interface PassMaker<P> {
    /** The pass of a radix behind passes whose radices have the product {@code done}. */
    P make(int radix, int done);
  }

  private PassFactors() {}

  /**
   * The passes of a transform in their order.
   *
   * @param eights whether there are passes of radix 8
   */
  static <P> List<P> passes(int length, boolean eights, PassMaker<P> maker) {
    List<P> passes = new ArrayList<>();
    int done = 1;
    for (int radix : of(length, eights)) {
      passes.add(maker.make(radix, done));
      done *= radix;
    }
    return passes;
  }

  /**
   * The factors of a length in the order of the passes: powers of two first, greatest first but
   * that a single 2 comes before all, then the odd primes.
   *
   * @param eights whether there are passes of radix 8
   */
  static List<Integer> of(int length, boolean eights) {
    List<Integer> factors = new ArrayList<>();
    int rest = length;
    for (int power = eights ? 8 : 4; power >= 4; power /= 2) {
      while (rest % power == 0) {
        factors.add(power);
        rest /= power;
      }
    }
    if (rest % 2 == 0) {
      rest /= 2;
      // The first one changes places with the two.
      factors.add(2);
      factors.set(factors.size() - 1, factors.set(0, 2));
    }
    for (int prime = 3; (long) prime * prime <= rest; prime += 2) {
      while (rest % prime == 0) {
        factors.add(prime);
        rest /= prime;
      }
    }
    if (rest > 1) {
      factors.add(rest);
    }
    return factors;
  }
}
