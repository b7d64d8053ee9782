package org.hlorun.fusion.pass;

/** What a rewrite may change in the values that a program computes. */
public enum Numerics {
  /**
   * Results are those of the instructions as written, bit by bit: every rewrite is exact for all
   * values, NaN, infinities and signed zeros included (which NaN of several operands comes through
   * is open, as it is in IEEE 754).
   */
  STRICT,
  /**
   * As {@link #STRICT}, but a rewrite may keep intermediate results that the program rounds and
   * widens again in the wider type, may change the order of the terms of a sum that a single
   * reduction or contraction makes, and may replace a division by a constant whose reciprocal is
   * exact. Expansions of {@code batch-norm} follow their definition in the order given there.
   */
  DEFAULT,
  /**
   * Real-number algebra: no value is NaN or infinite, the sign of zero does not matter, and sums
   * and products may be regrouped ({@code x * 0 => 0}, {@code x / c => x * (1 / c)}).
   */
  FAST;

  /** Whether what {@code needed} allows is allowed. */
  public boolean allows(Numerics needed) {
    return compareTo(needed) >= 0;
  }
}
