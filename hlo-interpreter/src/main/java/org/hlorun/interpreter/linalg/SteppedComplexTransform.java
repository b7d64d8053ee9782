package org.hlorun.interpreter.linalg;

import java.util.List;

/**
 * The transform of complex numbers in the arithmetic of the element type, as the libraries in
 * FFTPACK's line of descent compute it: a pass for every factor of the length, of radix 2, 3, 4, 5,
 * 7, 8, 11 or any other prime, each made of {@link Butterfly}s whose results are multiplied by
 * {@link TwiddleFactors}. In f32 the results are those of pocketfft bit for bit, in f64 but for
 * lengths at which a C library's sine is not correctly rounded.
 *
 * @see <a href="https://www.netlib.org/fftpack/">P. N. Swarztrauber, FFTPACK, 1985</a>
 */
final class SteppedComplexTransform implements FourierTransform {
  /** Butterflies between calls of {@code poll}, less one. */
  private static final int POLL_MASK = 0xFF;

  private static final int LARGEST_SMALL_RADIX = 11;
  private static final int TERMS_PER_GROUP = 2;

  private final int length;
  private final StepArithmetic arithmetic;
  private final List<Pass> passes;

  SteppedComplexTransform(int length, StepArithmetic arithmetic) {
    this.length = length;
    this.arithmetic = arithmetic;
    TwiddleFactors twiddles = new TwiddleFactors(length, arithmetic);
    passes = PassFactors.passes(length, true, (radix, done) -> new Pass(radix, done, twiddles));
  }

  @Override
  public void forward(double[] re, double[] im, Runnable poll) {
    double[] fromRe = re;
    double[] fromIm = im;
    double[] toRe = new double[length];
    double[] toIm = new double[length];
    for (Pass pass : passes) {
      pass.run(fromRe, fromIm, toRe, toIm, poll);
      double[] swap = fromRe;
      fromRe = toRe;
      toRe = swap;
      swap = fromIm;
      fromIm = toIm;
      toIm = swap;
    }
    if (passes.size() % 2 == 1) {
      System.arraycopy(fromRe, 0, re, 0, length);
      System.arraycopy(fromIm, 0, im, 0, length);
    }
  }

  /** {@code done} interleaved groups of butterflies, {@code width} in each. */
  private final class Pass {
    private final int radix;
    private final int done;
    private final int width;
    private final Butterfly butterfly;

    /** Root {@code j * i * done} at {@code j * width + i}. */
    private final double[] cosines;

    private final double[] sines;

    Pass(int radix, int done, TwiddleFactors twiddles) {
      this.radix = radix;
      this.done = done;
      width = length / (done * radix);
      butterfly = Butterfly.of(radix, LARGEST_SMALL_RADIX, TERMS_PER_GROUP, twiddles, arithmetic);
      cosines = new double[radix * width];
      sines = new double[radix * width];
      for (int j = 1; j < radix; j++) {
        for (int i = 1; i < width; i++) {
          cosines[j * width + i] = twiddles.cosine(j * i * done);
          sines[j * width + i] = twiddles.sine(j * i * done);
        }
      }
    }

    void run(double[] fromRe, double[] fromIm, double[] toRe, double[] toIm, Runnable poll) {
      double[] re = new double[radix];
      double[] im = new double[radix];
      for (int k = 0; k < done; k++) {
        for (int i = 0; i < width; i++) {
          if ((i & POLL_MASK) == 0) {
            poll.run();
          }
          for (int j = 0; j < radix; j++) {
            re[j] = fromRe[i + width * (j + radix * k)];
            im[j] = fromIm[i + width * (j + radix * k)];
          }
          butterfly.forward(re, im);
          for (int j = 0; j < radix; j++) {
            store(toRe, toIm, i + width * (k + done * j), j * width + i, re[j], im[j]);
          }
        }
      }
    }

    /** Stores a number times the conjugate of a twiddle factor, unless that is one by its place. */
    private void store(double[] toRe, double[] toIm, int to, int twiddle, double x, double y) {
      if (twiddle < width || twiddle % width == 0) {
        toRe[to] = x;
        toIm[to] = y;
        return;
      }
      double c = cosines[twiddle];
      double s = sines[twiddle];
      toRe[to] = arithmetic.add(arithmetic.multiply(x, c), arithmetic.multiply(y, s));
      toIm[to] = arithmetic.subtract(arithmetic.multiply(y, c), arithmetic.multiply(x, s));
    }
  }
}
