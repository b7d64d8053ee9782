package org.hlorun.interpreter.linalg;

/** Transforms of two, four and eight numbers, without multiplications but by the root of 1/2. */
record PowerOfTwoButterfly(int radix, StepArithmetic arithmetic) implements Butterfly {
  private static final double ROOT_OF_HALF = Math.sqrt(0.5);

  @Override
  public void forward(double[] re, double[] im) {
    switch (radix) {
      case 2 -> sumAndDifference(re, im, 0, 1);
      case 4 -> four(re, im, 0, 1);
      case 8 -> eight(re, im);
      default -> throw new IllegalStateException("radix " + radix);
    }
  }

  /** Replaces two numbers by their sum and their difference. */
  private void sumAndDifference(double[] re, double[] im, int a, int b) {
    double x = re[a];
    double y = im[a];
    re[a] = arithmetic.add(x, re[b]);
    im[a] = arithmetic.add(y, im[b]);
    re[b] = arithmetic.subtract(x, re[b]);
    im[b] = arithmetic.subtract(y, im[b]);
  }

  /** The transform of numbers {@code first}, {@code first + step} and so on, in their order. */
  private void four(double[] re, double[] im, int first, int step) {
    int second = first + step;
    int third = second + step;
    int fourth = third + step;
    sumAndDifference(re, im, first, third);
    sumAndDifference(re, im, second, fourth);
    quarterTurn(re, im, fourth);
    sumAndDifference(re, im, first, second);
    sumAndDifference(re, im, third, fourth);
    // Now in the order 0, 2, 1, 3.
    swap(re, second, third);
    swap(im, second, third);
  }

  /** Four even ones and four odd ones, these turned by none to three eighths. */
  private void eight(double[] re, double[] im) {
    four(re, im, 0, 2);
    four(re, im, 1, 2);
    double x = re[3];
    re[3] = arithmetic.multiply(root(), arithmetic.add(x, im[3]));
    im[3] = arithmetic.multiply(root(), arithmetic.subtract(im[3], x));
    quarterTurn(re, im, 5);
    x = re[7];
    re[7] = arithmetic.multiply(root(), arithmetic.subtract(im[7], x));
    im[7] = arithmetic.multiply(root(), arithmetic.subtract(-x, im[7]));
    for (int u = 0; u < 4; u++) {
      sumAndDifference(re, im, 2 * u, 2 * u + 1);
    }
    inOrder(re);
    inOrder(im);
  }

  private double root() {
    return arithmetic.round(ROOT_OF_HALF);
  }

  /** From the order 0, 4, 1, 5, 2, 6, 3, 7. */
  private static void inOrder(double[] x) {
    swap(x, 1, 4);
    swap(x, 1, 2);
    swap(x, 3, 5);
    swap(x, 3, 6);
  }

  private static void quarterTurn(double[] re, double[] im, int a) {
    double x = re[a];
    re[a] = im[a];
    im[a] = -x;
  }

  private static void swap(double[] x, int a, int b) {
    double kept = x[a];
    x[a] = x[b];
    x[b] = kept;
  }
}
