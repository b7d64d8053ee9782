package org.hlorun.interpreter.linalg;

/**
 * The transform of any length as a convolution with a chirp, which a transform of a power of two
 * computes: {@code j k = (j^2 + k^2 - (k - j)^2) / 2} (L. Bluestein, "A linear filtering approach
 * to the computation of discrete Fourier transform", IEEE Trans. Audio Electroacoust. 18(4), 1970).
 */
final class ChirpTransform implements FourierTransform {
  private final int length;
  private final int paddedLength;
  private final FourierTransform padded;

  /** {@code exp(-pi i j^2 / n)}. */
  private final double[] chirpReal;

  private final double[] chirpImaginary;

  /** The transform of the conjugate chirp, divided by the padded length. */
  private final double[] filterReal;

  private final double[] filterImaginary;

  ChirpTransform(int length) {
    this.length = length;
    paddedLength = Math.max(4, Integer.highestOneBit(2 * length - 1) * 2);
    padded = FourierTransform.ofLength(paddedLength);
    chirpReal = new double[length];
    chirpImaginary = new double[length];
    filterReal = new double[paddedLength];
    filterImaginary = new double[paddedLength];
    RootsOfUnity roots = new RootsOfUnity(2 * length);
    for (int j = 0; j < length; j++) {
      int root = (int) ((long) j * j % (2L * length));
      chirpReal[j] = roots.cosine(root);
      chirpImaginary[j] = -roots.sine(root);
      int mirrored = j == 0 ? 0 : paddedLength - j;
      filterReal[j] = chirpReal[j] / paddedLength;
      filterImaginary[j] = -chirpImaginary[j] / paddedLength;
      filterReal[mirrored] = filterReal[j];
      filterImaginary[mirrored] = filterImaginary[j];
    }
    padded.forward(filterReal, filterImaginary, () -> {});
  }

  @Override
  public void forward(double[] real, double[] imaginary, Runnable poll) {
    double[] re = new double[paddedLength];
    double[] im = new double[paddedLength];
    for (int j = 0; j < length; j++) {
      re[j] = real[j] * chirpReal[j] - imaginary[j] * chirpImaginary[j];
      im[j] = real[j] * chirpImaginary[j] + imaginary[j] * chirpReal[j];
    }
    padded.forward(re, im, poll);
    for (int k = 0; k < paddedLength; k++) {
      double product = re[k] * filterReal[k] - im[k] * filterImaginary[k];
      im[k] = re[k] * filterImaginary[k] + im[k] * filterReal[k];
      re[k] = product;
    }
    padded.backward(re, im, poll);
    for (int k = 0; k < length; k++) {
      real[k] = re[k] * chirpReal[k] - im[k] * chirpImaginary[k];
      imaginary[k] = re[k] * chirpImaginary[k] + im[k] * chirpReal[k];
    }
  }
}
