package org.hlorun.interpreter.math;

/**
 * A complex number.
 *
 * @param re the real part
 * @param im the imaginary part
 */
public record Complex(double re, double im) {
  static final Complex NAN = new Complex(Double.NaN, Double.NaN);
  static final Complex ZERO = new Complex(0, 0);
  static final Complex ONE = new Complex(1, 0);

  /** The number with both signs changed. */
  public Complex negated() {
    return new Complex(-re, -im);
  }

  /** The number with the sign of the imaginary part changed. */
  public Complex conjugate() {
    return new Complex(re, -im);
  }

  /** The number multiplied by i. */
  Complex timesI() {
    return new Complex(-im, re);
  }

  /** The number multiplied by -i. */
  Complex timesMinusI() {
    return new Complex(im, -re);
  }

  boolean isFinite() {
    return Double.isFinite(re) && Double.isFinite(im);
  }

  boolean isInfinite() {
    return Double.isInfinite(re) || Double.isInfinite(im);
  }

  boolean isZero() {
    return re == 0 && im == 0;
  }
}
