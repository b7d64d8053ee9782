package org.hlorun.kernelir.ir;

/** Operations of one operand, with the result's type the operand's. */
public enum UnaryKind {
  /** Float negation (flips the sign bit). */
  FNEG,
  /** Float absolute value (clears the sign bit). */
  FABS,
  SQRT,
  FLOOR,
  CEIL,
  TRUNC,
  /** Round to nearest, ties to even. */
  ROUND_EVEN,
  POPCNT,
  /** Leading zeros; the width for 0. */
  CTLZ,
  /**
   * A flag as it is, which seldom is true: what is only needed to select where it is true is left
   * out as long as it is false in all lanes.
   */
  SELDOM
}
