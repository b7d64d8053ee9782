package org.hlorun.kernelir.fourier;

/** The transform of a power of two in Java, for tables. */
final class PowerOfTwoTransform {
  private PowerOfTwoTransform() {}

  /** {@code y[k] = sum of x[j] exp(-2 pi i j k / n)}, in place. */
  static void run(double[] re, double[] im) {
    int n = re.length;
    int shift = Integer.numberOfLeadingZeros(n) + 1;
    for (int j = 1; j < n - 1; j++) {
      int mirrored = Integer.reverse(j) >>> shift;
      if (mirrored > j) {
        swap(re, j, mirrored);
        swap(im, j, mirrored);
      }
    }
    RootsOfUnity roots = RootsOfUnity.of(n);
    for (int half = 1; half < n; half *= 2) {
      for (int start = 0; start < n; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int root = k * (n / (2 * half));
          combine(re, im, start + k, half, roots.cosines()[root], -roots.sines()[root]);
        }
      }
    }
  }

  private static void combine(double[] re, double[] im, int at, int half, double c, double s) {
    int other = at + half;
    double x = re[other] * c - im[other] * s;
    double y = re[other] * s + im[other] * c;
    re[other] = re[at] - x;
    im[other] = im[at] - y;
    re[at] += x;
    im[at] += y;
  }

  private static void swap(double[] array, int i, int j) {
    double kept = array[i];
    array[i] = array[j];
    array[j] = kept;
  }
}
