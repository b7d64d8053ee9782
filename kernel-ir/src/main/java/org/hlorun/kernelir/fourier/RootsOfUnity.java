package org.hlorun.kernelir.fourier;

/**
 * The numbers {@code exp(2 pi i k / n)}, each part within about one unit in the last place: the
 * angle is brought to an eighth of a turn in integers first. Multiples of a quarter turn are exact.
 *
 * @param cosines the real parts
 * @param sines the imaginary parts
 */
record RootsOfUnity(double[] cosines, double[] sines) {
  static RootsOfUnity of(int n) {
    RootsOfUnity roots = new RootsOfUnity(new double[n], new double[n]);
    for (int k = 0; k < n; k++) {
      // k / n turns are some quarters and rest / (4 n) of a turn.
      long rest = 4L * k % n;
      boolean beyondEighth = 2 * rest > n;
      double angle = (beyondEighth ? n - rest : rest) * (Math.PI / 2) / n;
      double x = beyondEighth ? Math.sin(angle) : Math.cos(angle);
      double y = beyondEighth ? Math.cos(angle) : Math.sin(angle);
      switch ((int) (4L * k / n)) {
        case 0 -> roots.set(k, x, y);
        case 1 -> roots.set(k, -y, x);
        case 2 -> roots.set(k, -x, -y);
        default -> roots.set(k, y, -x);
      }
    }
    return roots;
  }

  private void set(int k, double cosine, double sine) {
    cosines[k] = cosine;
    sines[k] = sine;
  }
}
