package org.hlorun.interpreter.math;

/**
 * A double-double with an exponent of its own, {@code value * 2^exponent}: intermediate results
 * beyond the range of double, such as the factor e^1000 of a product that is finite again.
 */
record ScaledDoubleDouble(DoubleDouble value, int exponent) {

  static ScaledDoubleDouble of(DoubleDouble value) {
    return new ScaledDoubleDouble(value, 0);
  }

  /** The double with its exponent split off, so that products do not underflow. */
  static ScaledDoubleDouble of(double value) {
    int exponent = value == 0 ? 0 : Math.getExponent(value);
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Math.getExponent(value * 0x1p54) - 54;
    }
    // In two steps: 2^1074 is beyond the range of double, but scalb copes with any exponent.
    return new ScaledDoubleDouble(DoubleDouble.of(Math.scalb(value, -exponent)), exponent);
  }

  ScaledDoubleDouble times(DoubleDouble factor) {
    return new ScaledDoubleDouble(value.times(factor), exponent);
  }

  ScaledDoubleDouble times(ScaledDoubleDouble other) {
    return new ScaledDoubleDouble(value.times(other.value), exponent + other.exponent);
  }

  ScaledDoubleDouble dividedBy(DoubleDouble divisor) {
    return new ScaledDoubleDouble(value.dividedBy(divisor), exponent);
  }

  ScaledDoubleDouble dividedBy(ScaledDoubleDouble divisor) {
    return new ScaledDoubleDouble(value.dividedBy(divisor.value), exponent - divisor.exponent);
  }

  /** {@code this * 2^shift}. */
  ScaledDoubleDouble shifted(int shift) {
    return new ScaledDoubleDouble(value, exponent + shift);
  }

  /** The number with its mantissa between 1 and 2, so that it can be compared and divided. */
  ScaledDoubleDouble normalized() {
    if (value.hi() == 0) {
      return new ScaledDoubleDouble(value, 0);
    }
    int shift = of(value.hi()).exponent;
    return new ScaledDoubleDouble(value.scaled(-shift), exponent + shift);
  }

  /** The square root of a non-negative number. */
  ScaledDoubleDouble sqrt() {
    ScaledDoubleDouble n = normalized();
    DoubleDouble even = n.value.timesPowerOfTwo((n.exponent & 1) == 0 ? 1 : 2);
    return new ScaledDoubleDouble(even.sqrt(), n.exponent >> 1);
  }

  ScaledDoubleDouble negated() {
    return new ScaledDoubleDouble(value.negated(), exponent);
  }

  /** The number as a double-double, which may overflow or underflow. */
  DoubleDouble toDoubleDouble() {
    return value.scaled(exponent);
  }

  /** The number rounded to double once. */
  double toDouble() {
    return value.toDouble(exponent);
  }
}
