package org.hlorun.kernelir.ir;

/** Conversions. */
public enum CastKind {
  /** Keeps the low bits. */
  TRUNCATE,
  ZERO_EXTEND,
  SIGN_EXTEND,
  /** To a wider or narrower float, rounding to nearest even. */
  FLOAT_EXTEND,
  FLOAT_TRUNCATE,
  SIGNED_TO_FLOAT,
  UNSIGNED_TO_FLOAT,
  /** Toward zero, saturating; NaN gives 0. */
  FLOAT_TO_SIGNED,
  FLOAT_TO_UNSIGNED,
  /** The same bits as another type of the same width. */
  BITS
}
