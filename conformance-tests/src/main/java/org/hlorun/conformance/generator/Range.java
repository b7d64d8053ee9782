package org.hlorun.conformance.generator;

import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * What is known of the elements of a value before the program runs.
 *
 * @param magnitude bound of the absolute values (for complex numbers: of both components); infinite
 *     if elements may be any value of the type, NaN included
 * @param fractionBits finite elements are multiples of {@code 2^-fractionBits}, if the magnitude is
 *     finite
 * @param openZero whether zeros may have either sign, as those of a contraction's results may
 * @param approximate whether elements come from a function that is only known within some ULPs
 */
record Range(double magnitude, int fractionBits, boolean openZero, boolean approximate) {
  /** Elements that are integers of at most some magnitude. */
  static Range integers(double magnitude) {
    return new Range(magnitude, 0, false, false);
  }

  /** Any value of a type. */
  static Range any(ElementType type) {
    return integers(type.isFloat() || type.isComplex() ? Double.POSITIVE_INFINITY : largest(type));
  }

  /** The largest magnitude of an integer type, as a double; 1 for pred. */
  private static double largest(ElementType type) {
    return type.isSigned() ? Math.scalb(1.0, type.bitWidth() - 1) : Math.scalb(1.0, bits(type)) - 1;
  }

  private static int bits(ElementType type) {
    return type.isPred() ? 1 : type.bitWidth();
  }

  /** Whether the elements are finite and of known magnitude and resolution. */
  boolean isExact() {
    return !Double.isInfinite(magnitude) && !approximate;
  }

  /** Whether another range has nothing that this one does not have. */
  boolean contains(Range other) {
    return (Double.isInfinite(magnitude)
            || other.magnitude <= magnitude && other.fractionBits <= fractionBits)
        && (openZero || !other.openZero)
        && (approximate || !other.approximate);
  }

  /** What is known of an element that comes from one of two values. */
  Range union(Range other) {
    return new Range(
        Math.max(magnitude, other.magnitude),
        Math.max(fractionBits, other.fractionBits),
        openZero || other.openZero,
        approximate || other.approximate);
  }

  /** What is known of sums and differences. */
  Range plus(Range other) {
    return union(other).withMagnitude(magnitude + other.magnitude);
  }

  /** What is known of products. */
  Range times(Range other) {
    Range all = union(other);
    return new Range(
        magnitude * other.magnitude,
        fractionBits + other.fractionBits,
        all.openZero,
        all.approximate);
  }

  Range withMagnitude(double value) {
    return new Range(value, fractionBits, openZero, approximate);
  }

  Range withOpenZero() {
    return new Range(magnitude, fractionBits, true, approximate);
  }

  Range asApproximate() {
    return new Range(Double.POSITIVE_INFINITY, fractionBits, openZero, true);
  }

  /** After rounding to an integer. */
  Range rounded() {
    return new Range(Math.ceil(magnitude), 0, openZero, approximate);
  }

  /** Any value of the type, with what is known of zeros. */
  Range unknown(ElementType type) {
    return new Range(any(type).magnitude, 0, openZero, approximate);
  }

  /** Whether every number of this range is a number of the type. */
  boolean fits(ElementType type) {
    if (!type.isFloat() && !type.isComplex()) {
      return magnitude <= largest(type) && fractionBits == 0;
    }
    FloatFormat format = type.floatFormat();
    return format.isSigned()
        && magnitude <= format.maxFinite()
        && magnitude <= Math.scalb(1.0, format.mantissaBits() + 1 - fractionBits)
        && fractionBits < format.bias();
  }

  /** This range if its numbers are numbers of the type, else any value of the type. */
  Range in(ElementType type) {
    return fits(type) ? this : unknown(type);
  }
}
