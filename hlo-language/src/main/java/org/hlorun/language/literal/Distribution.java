package org.hlorun.language.literal;

/** What the made-up values of {@link RandomLiterals} look like. */
public enum Distribution {
  /** Evenly spread, as {@link RandomLiterals} states for each kind of element type. */
  UNIFORM,
  /**
   * Floats and both components of complex values: normal with mean 0 and variance 1. Other types:
   * as {@link #UNIFORM}.
   */
  NORMAL,
  /** All zero. */
  ZEROS,
  /** All one. */
  ONES,
  /** The row-major linear index, converted to the element type. */
  IOTA
}
