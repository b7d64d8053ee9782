package org.hlorun.interpreter.linalg;

/**
 * The discrete Fourier transform of one length, {@code X[k] = sum over j of x[j] * exp(-2 pi i j k
 * / n)}. Immutable: many threads can use one.
 */
sealed interface FourierTransform
    permits MixedRadixTransform, ChirpTransform, SteppedComplexTransform, SteppedRealTransform {

  /** Prime factors up to this are handled by definition, greater ones by a chirp transform. */
  int LARGEST_RADIX = 61;

  /** The transform in {@code double}. */
  static FourierTransform ofLength(int length) {
    return largestPrimeFactor(length) <= LARGEST_RADIX
        ? new MixedRadixTransform(length)
        : new ChirpTransform(length);
  }

  /**
   * The transform in the arithmetic of the element type, as libraries compute it; with a prime
   * factor above {@link #LARGEST_RADIX} the one in {@code double}.
   *
   * @param real whether it is of real numbers if forward, into real numbers if backward; then only
   *     the first half of the spectrum, up to {@code n / 2}, is given or read
   */
  static FourierTransform stepped(int length, boolean real, StepArithmetic arithmetic) {
    if (largestPrimeFactor(length) > LARGEST_RADIX) {
      return ofLength(length);
    }
    return real
        ? new SteppedRealTransform(length, arithmetic)
        : new SteppedComplexTransform(length, arithmetic);
  }

  private static int largestPrimeFactor(int n) {
    int largest = 1;
    int rest = n;
    for (int factor = 2; (long) factor * factor <= rest; factor++) {
      while (rest % factor == 0) {
        rest /= factor;
        largest = factor;
      }
    }
    return Math.max(largest, rest);
  }

  /**
   * Transforms in place.
   *
   * @param real real parts, the first {@code n} are used
   * @param imaginary imaginary parts
   * @param poll called now and then, to give a run the chance to stop
   */
  void forward(double[] real, double[] imaginary, Runnable poll);

  /** The transform with the opposite sign in the exponent, not divided by {@code n}. */
  default void backward(double[] real, double[] imaginary, Runnable poll) {
    // Exchanging the components conjugates up to a factor i, which comes out again at the end.
    forward(imaginary, real, poll);
  }
}
