package org.hlorun.interpreter.linalg;

import java.util.ArrayList;
import java.util.List;

/**
 * The transform of a length with small prime factors: decimation in frequency, one stage per
 * factor, each writing to the other of two buffers so that the result comes out in order
 * (Stockham's scheme).
 */
final class MixedRadixTransform implements FourierTransform {
  /** Loop iterations between calls of {@code poll}, less one. */
  private static final int POLL_MASK = 0xFFF;

  private final int length;
  private final RootsOfUnity roots;
  private final List<Integer> factors = new ArrayList<>();

  MixedRadixTransform(int length) {
    this.length = length;
    roots = new RootsOfUnity(length);
    int rest = length;
    while (rest % 4 == 0) {
      factors.add(4);
      rest /= 4;
    }
    for (int factor = 2; rest > 1; factor++) {
      while (rest % factor == 0) {
        factors.add(factor);
        rest /= factor;
      }
    }
  }

  @Override
  public void forward(double[] real, double[] imaginary, Runnable poll) {
    double[] fromReal = real;
    double[] fromImaginary = imaginary;
    double[] toReal = new double[length];
    double[] toImaginary = new double[length];
    int rest = length;
    for (int factor : factors) {
      Stage stage = new Stage(rest, factor, fromReal, fromImaginary, toReal, toImaginary, poll);
      stage.run();
      rest /= factor;
      double[] swap = fromReal;
      fromReal = toReal;
      toReal = swap;
      swap = fromImaginary;
      fromImaginary = toImaginary;
      toImaginary = swap;
    }
    if (factors.size() % 2 == 1) {
      System.arraycopy(fromReal, 0, real, 0, length);
      System.arraycopy(fromImaginary, 0, imaginary, 0, length);
    }
  }

  /**
   * One stage: {@code length / rest} interleaved transforms of length {@code rest} become {@code
   * factor} times as many of length {@code rest / factor}.
   */
  private final class Stage {
    private final int rest;
    private final int factor;
    private final int interleaved;
    private final double[] xr;
    private final double[] xi;
    private final double[] yr;
    private final double[] yi;
    private final Runnable poll;

    Stage(int rest, int factor, double[] xr, double[] xi, double[] yr, double[] yi, Runnable poll) {
      this.rest = rest;
      this.factor = factor;
      this.interleaved = length / rest;
      this.xr = xr;
      this.xi = xi;
      this.yr = yr;
      this.yi = yi;
      this.poll = poll;
    }

    void run() {
      int groups = rest / factor;
      for (int group = 0; group < groups; group++) {
        if ((group & POLL_MASK) == 0) {
          poll.run();
        }
        switch (factor) {
          case 2 -> radix2(group, groups);
          case 4 -> radix4(group, groups);
          default -> anyRadix(group, groups);
        }
      }
    }

    private void radix2(int group, int groups) {
      int a = interleaved * group;
      int b = interleaved * (group + groups);
      int to = interleaved * 2 * group;
      for (int q = 0; q < interleaved; q++) {
        yr[to + q] = xr[a + q] + xr[b + q];
        yi[to + q] = xi[a + q] + xi[b + q];
        store(group, 1, q, xr[a + q] - xr[b + q], xi[a + q] - xi[b + q]);
      }
    }

    private void radix4(int group, int groups) {
      int a = interleaved * group;
      int b = interleaved * (group + groups);
      int c = interleaved * (group + 2 * groups);
      int d = interleaved * (group + 3 * groups);
      int to = interleaved * 4 * group;
      for (int q = 0; q < interleaved; q++) {
        double sumAcR = xr[a + q] + xr[c + q];
        double sumAcI = xi[a + q] + xi[c + q];
        double difAcR = xr[a + q] - xr[c + q];
        double difAcI = xi[a + q] - xi[c + q];
        double sumBdR = xr[b + q] + xr[d + q];
        double sumBdI = xi[b + q] + xi[d + q];
        double difBdR = xr[b + q] - xr[d + q];
        double difBdI = xi[b + q] - xi[d + q];
        yr[to + q] = sumAcR + sumBdR;
        yi[to + q] = sumAcI + sumBdI;
        store(group, 1, q, difAcR + difBdI, difAcI - difBdR);
        store(group, 2, q, sumAcR - sumBdR, sumAcI - sumBdI);
        store(group, 3, q, difAcR - difBdI, difAcI + difBdR);
      }
    }

    private void anyRadix(int group, int groups) {
      int unit = length / factor;
      for (int q = 0; q < interleaved; q++) {
        for (int u = 0; u < factor; u++) {
          double sumR = 0;
          double sumI = 0;
          for (int t = 0; t < factor; t++) {
            int from = q + interleaved * (group + groups * t);
            int root = t * u % factor * unit;
            double wr = roots.cosine(root);
            double wi = -roots.sine(root);
            sumR += xr[from] * wr - xi[from] * wi;
            sumI += xr[from] * wi + xi[from] * wr;
          }
          store(group, u, q, sumR, sumI);
        }
      }
    }

    /** Stores output {@code u} of a butterfly, turned by its twiddle factor. */
    private void store(int group, int u, int q, double re, double im) {
      int to = interleaved * (factor * group + u) + q;
      int twiddle = (int) ((long) group * u * interleaved % length);
      if (twiddle == 0) {
        yr[to] = re;
        yi[to] = im;
        return;
      }
      double wr = roots.cosine(twiddle);
      double wi = -roots.sine(twiddle);
      yr[to] = re * wr - im * wi;
      yi[to] = re * wi + im * wr;
    }
  }
}
