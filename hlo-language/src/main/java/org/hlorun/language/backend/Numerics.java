package org.hlorun.language.backend;

/** What an optimisation may change in the values that a program computes. */
public enum Numerics {
  /**
   * Results are those of the instructions as written, bit by bit: every rewrite is exact for all
   * values, NaN, infinities and signed zeros included (which NaN of several operands comes through
   * is open, as it is in IEEE 754). Batch normalisations, whose rounding no specification fixes,
   * are computed in f32 or wider by their definition.
   */
  STRICT,
  /**
   * As {@link #STRICT}, with these exceptions: the terms of a float sum or product that one
   * reduction makes may come in another order, and two reductions may become one, without the
   * rounding between them; {@code x^2} is {@code x * x} and {@code x^-1} is {@code 1 / x}, rounded
   * once; CHLO's special functions (custom calls such as {@code chlo.erfc} and {@code chlo.lgamma})
   * may be off by a few units in the last place, as the passes state that compile them; the sum of
   * a single product may be -0 rather than 0; a dot whose factors are bf16, converted to f32 or
   * not, and a convolution that is such a dot, may take factors and sums that are subnormal for 0,
   * as a processor's instructions for it do (XLA:CPU takes all subnormal numbers for 0).
   */
  DEFAULT,
  /**
   * As {@link #DEFAULT}, as if no value were NaN or infinite, and zero had no sign: {@code x + 0 =>
   * x}, {@code x * 0 => 0}, {@code x - x => 0}, {@code x / c => x * (1 / c)}. The tensor cores of a
   * GPU may round the factors of a dot or convolution of f32 to tf32 (ten bits of fraction), and
   * add products of floats of 8 bits with fewer bits than f32 has, unless its {@code
   * operand_precision} is {@code high} or {@code highest}, or it names an algorithm; {@link
   * Executable#notes} says where.
   */
  FAST;

  /** Whether what {@code needed} allows is allowed. */
  public boolean allows(Numerics needed) {
    return compareTo(needed) >= 0;
  }
}
