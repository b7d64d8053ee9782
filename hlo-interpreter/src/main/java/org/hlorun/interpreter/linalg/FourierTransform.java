package org.hlorun.interpreter.linalg;

/**
 * The discrete Fourier transform of one length, {@code X[k] = sum over j of x[j] * exp(-2 pi i j k
 * / n)}, in {@code double}. Immutable: many threads can use one.
 */
sealed interface FourierTransform permits MixedRadixTransform, ChirpTransform {

  /** Prime factors up to this are handled by definition, greater ones by a chirp transform. */
  int LARGEST_RADIX = 61;

  static FourierTransform ofLength(int length) {
    return largestPrimeFactor(length) <= LARGEST_RADIX
        ? new MixedRadixTransform(length)
        : new ChirpTransform(length);
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
