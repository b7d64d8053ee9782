package org.hlorun.interpreter.linalg;

/**
 * The discrete Fourier transform of a few numbers, of which longer ones are made. Immutable: many
 * threads can use one.
 */
sealed interface Butterfly permits PowerOfTwoButterfly, OddButterfly {

  /**
   * The butterfly of a radix: 2, 4, 8 or an odd one.
   *
   * @param largestSmall the greatest odd radix whose constants are rounded once and whose terms are
   *     added one by one
   * @param group as {@link OddButterfly#general} says, for those above
   * @param twiddles of a length that the radix divides
   */
  static Butterfly of(
      int radix, int largestSmall, int group, TwiddleFactors twiddles, StepArithmetic arithmetic) {
    if (radix % 2 == 0) {
      return new PowerOfTwoButterfly(radix, arithmetic);
    }
    return radix <= largestSmall
        ? OddButterfly.small(radix, arithmetic)
        : OddButterfly.general(radix, twiddles, group, arithmetic);
  }

  /**
   * Transforms in place, with a negative sign in the exponent.
   *
   * @param re as many real parts as the radix says
   * @param im imaginary parts
   */
  void forward(double[] re, double[] im);

  /** As {@link #forward}, with a positive sign in the exponent. */
  default void backward(double[] re, double[] im) {
    forward(im, re);
  }
}
