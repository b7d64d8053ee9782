package org.hlorun.kernelir.ir;

/** Operations of two operands of one type, which is the result's. Integers wrap. */
public enum BinaryKind {
  ADD,
  SUB,
  MUL,
  /**
   * Of I32 operands that each hold two signed 16-bit integers: the product of the low halves plus
   * the product of the high halves. (x86's {@code pmaddwd}.)
   */
  MUL_ADD_PAIRS,
  /**
   * Of I32 operands: the low 16 bits of the left one, and above them those of the right one; a pair
   * for {@link #MUL_ADD_PAIRS}.
   */
  PAIR,
  /** Signed division, rounding toward zero; the divisor is not 0 and the result fits. */
  SDIV,
  UDIV,
  SREM,
  UREM,
  SMIN,
  SMAX,
  UMIN,
  UMAX,
  AND,
  OR,
  XOR,
  /** Shifts by less than the width. */
  SHL,
  LSHR,
  ASHR,
  FADD,
  FSUB,
  FMUL,
  FDIV,
  /** The C library's fmod. */
  FREM,
  /** The smaller one; NaN if one is NaN; -0 below +0. */
  FMIN,
  /** The larger one; NaN if one is NaN; -0 below +0. */
  FMAX
}
