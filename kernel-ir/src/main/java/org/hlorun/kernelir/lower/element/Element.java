package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.Value;

/**
 * One element of an HLO array as kernel values. {@code pred} is an {@code i1}, integers have their
 * width (at least 8 bits, sign- or zero-extended), floats narrower than f32 are an {@code f32} that
 * holds a number of the narrow type.
 *
 * @param real the value, or the real part
 * @param imaginary the imaginary part; null for real types
 */
public record Element(Value real, Value imaginary) {
  /** A real number. */
  public static Element of(Value value) {
    return new Element(value, null);
  }
}
