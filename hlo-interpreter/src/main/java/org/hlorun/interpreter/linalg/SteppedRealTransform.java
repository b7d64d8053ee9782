package org.hlorun.interpreter.linalg;

import java.util.Arrays;
import java.util.List;

/**
 * The transform of real numbers, and of their spectra back into them, in the arithmetic of the
 * element type, as {@link SteppedComplexTransform} is of complex ones: passes of radix 2, 3, 4, 5
 * and any other prime, on half of the numbers that the complex transform has, as the other half is
 * conjugate to it.
 *
 * <p>Between the passes a spectrum of {@code n} numbers is packed as its first number, the real and
 * imaginary parts of the second and so on, and, if {@code n} is even, the real one in the middle.
 */
final class SteppedRealTransform implements FourierTransform {
  /** Butterflies between calls of {@code poll}, less one. */
  private static final int POLL_MASK = 0xFF;

  private static final int LARGEST_SMALL_RADIX = 5;
  private static final int TERMS_PER_GROUP = 4;

  private final int length;
  private final StepArithmetic arithmetic;
  private final List<Pass> passes;

  SteppedRealTransform(int length, StepArithmetic arithmetic) {
    this.length = length;
    this.arithmetic = arithmetic;
    TwiddleFactors twiddles = new TwiddleFactors(length, arithmetic);
    passes = PassFactors.passes(length, false, (radix, done) -> new Pass(radix, done, twiddles));
  }

  /** Takes real numbers from {@code re}; gives the first half of their spectrum, zeros after it. */
  @Override
  public void forward(double[] re, double[] im, Runnable poll) {
    double[] from = re.clone();
    double[] to = new double[length];
    for (Pass pass : passes.reversed()) {
      pass.forward(from, to, poll);
      double[] swap = from;
      from = to;
      to = swap;
    }
    Arrays.fill(re, 0);
    Arrays.fill(im, 0);
    re[0] = from[0];
    for (int k = 1; k < length; k++) {
      (k % 2 == 1 ? re : im)[(k + 1) / 2] = from[k];
    }
  }

  /** Takes the first half of a spectrum; gives real numbers. */
  @Override
  public void backward(double[] re, double[] im, Runnable poll) {
    double[] from = new double[length];
    double[] to = new double[length];
    from[0] = re[0];
    for (int k = 1; k < length; k++) {
      from[k] = (k % 2 == 1 ? re : im)[(k + 1) / 2];
    }
    for (Pass pass : passes) {
      pass.backward(from, to, poll);
      double[] swap = from;
      from = to;
      to = swap;
    }
    System.arraycopy(from, 0, re, 0, length);
    Arrays.fill(im, 0);
  }

  /**
   * {@code done} groups of transforms. A group is {@code radix} packed spectra of length {@code
   * width} on one side, a packed spectrum of length {@code radix * width} on the other. Number i of
   * the spectra makes numbers i, i + width and so on of the spectrum, of which those in its second
   * half are stored as the conjugates that are in its first.
   */
  private final class Pass {
    private final int radix;
    private final int done;
    private final int width;
    private final Butterfly butterfly;

    /** Root {@code j * i * done} at {@code j * (width / 2 + 1) + i}. */
    private final double[] cosines;

    private final double[] sines;
    private final int columns;

    Pass(int radix, int done, TwiddleFactors twiddles) {
      this.radix = radix;
      this.done = done;
      width = length / (done * radix);
      butterfly = Butterfly.of(radix, LARGEST_SMALL_RADIX, TERMS_PER_GROUP, twiddles, arithmetic);
      columns = (width + 1) / 2;
      cosines = new double[radix * columns];
      sines = new double[radix * columns];
      for (int j = 1; j < radix; j++) {
        for (int i = 1; i < columns; i++) {
          cosines[j * columns + i] = twiddles.cosine(j * i * done);
          sines[j * columns + i] = twiddles.sine(j * i * done);
        }
      }
    }

    void forward(double[] from, double[] to, Runnable poll) {
      double[] re = new double[radix];
      double[] im = new double[radix];
      for (int k = 0; k < done; k++) {
        for (int i = 0; i < columns; i++) {
          if ((i & POLL_MASK) == 0) {
            poll.run();
          }
          for (int j = 0; j < radix; j++) {
            int at = width * (k + done * j);
            re[j] = from[i == 0 ? at : at + 2 * i - 1];
            im[j] = i == 0 ? 0 : from[at + 2 * i];
            turn(re, im, j, i, 1);
          }
          butterfly.forward(re, im);
          pack(re, im, to, radix * width * k, i);
        }
        if (width % 2 == 0) {
          middleForward(from, to, k);
        }
      }
    }

    void backward(double[] from, double[] to, Runnable poll) {
      double[] re = new double[radix];
      double[] im = new double[radix];
      for (int k = 0; k < done; k++) {
        for (int i = 0; i < columns; i++) {
          if ((i & POLL_MASK) == 0) {
            poll.run();
          }
          unpack(from, radix * width * k, i, re, im);
          butterfly.backward(re, im);
          for (int j = 0; j < radix; j++) {
            turn(re, im, j, i, -1);
            int at = width * (k + done * j);
            to[i == 0 ? at : at + 2 * i - 1] = re[j];
            if (i > 0) {
              to[at + 2 * i] = im[j];
            }
          }
        }
        if (width % 2 == 0) {
          middleBackward(from, to, k);
        }
      }
    }

    /** Multiplies number j by the twiddle factor of column i: its conjugate, if forward. */
    private void turn(double[] re, double[] im, int j, int i, int direction) {
      if (i == 0 || j == 0) {
        return;
      }
      double x = re[j];
      double y = im[j];
      double c = cosines[j * columns + i];
      double s = direction * sines[j * columns + i];
      re[j] = arithmetic.add(arithmetic.multiply(x, c), arithmetic.multiply(y, s));
      im[j] = arithmetic.subtract(arithmetic.multiply(y, c), arithmetic.multiply(x, s));
    }

    /** Stores the results of column i in a packed spectrum. */
    private void pack(double[] re, double[] im, double[] to, int base, int i) {
      int size = radix * width;
      for (int j = 0; j < radix; j++) {
        int index = i + width * j;
        boolean mirrored = 2 * index > size;
        if (i == 0 && mirrored) {
          return;
        }
        int at = mirrored ? size - index : index;
        to[base + Math.max(0, 2 * at - 1)] = re[j];
        if (at > 0 && 2 * at < size) {
          to[base + 2 * at] = mirrored ? -im[j] : im[j];
        }
      }
    }

    /** Completes column i of a spectrum from its packed form. */
    private void unpack(double[] from, int base, int i, double[] re, double[] im) {
      int size = radix * width;
      for (int j = 0; j < radix; j++) {
        int index = i + width * j;
        boolean mirrored = 2 * index > size;
        int at = mirrored ? size - index : index;
        re[j] = from[base + Math.max(0, 2 * at - 1)];
        double part = at > 0 && 2 * at < size ? from[base + 2 * at] : 0;
        im[j] = mirrored ? -part : part;
      }
    }

    /** The real numbers in the middle of spectra of even length, with radix 2 or 4. */
    private void middleForward(double[] from, double[] to, int k) {
      double[] x = new double[radix];
      for (int j = 0; j < radix; j++) {
        x[j] = from[width * (k + done * j) + width - 1];
      }
      int base = radix * width * k;
      if (radix == 2) {
        to[base + width - 1] = x[0];
        to[base + width] = -x[1];
        return;
      }
      double root = arithmetic.round(Math.sqrt(0.5));
      double re = arithmetic.multiply(root, arithmetic.subtract(x[1], x[3]));
      double im = arithmetic.multiply(-root, arithmetic.add(x[1], x[3]));
      to[base + width - 1] = arithmetic.add(x[0], re);
      to[base + width] = arithmetic.subtract(im, x[2]);
      to[base + 3 * width - 1] = arithmetic.subtract(x[0], re);
      to[base + 3 * width] = arithmetic.add(im, x[2]);
    }

    private void middleBackward(double[] from, double[] to, int k) {
      int base = radix * width * k;
      double[] x = new double[radix];
      if (radix == 2) {
        x[0] = 2 * from[base + width - 1];
        x[1] = -2 * from[base + width];
      } else {
        double re = arithmetic.subtract(from[base + width - 1], from[base + 3 * width - 1]);
        double im = arithmetic.add(from[base + 3 * width], from[base + width]);
        double root = arithmetic.round(Math.sqrt(2));
        x[0] = 2 * arithmetic.add(from[base + width - 1], from[base + 3 * width - 1]);
        x[1] = arithmetic.multiply(root, arithmetic.subtract(re, im));
        x[2] = 2 * arithmetic.subtract(from[base + 3 * width], from[base + width]);
        x[3] = arithmetic.multiply(-root, arithmetic.add(re, im));
      }
      for (int j = 0; j < radix; j++) {
        to[width * (k + done * j) + width - 1] = x[j];
      }
    }
  }
}
