package org.hlorun.language.attribute;

import java.util.Locale;

/** A hint for the numerics of a contraction. */
public enum DotAlgorithm implements Word {
  UNSET,
  DOT_ANY_F8_ANY_F8_F32,
  DOT_ANY_F8_ANY_F8_F32_FAST_ACCUM,
  DOT_F16_F16_F16,
  DOT_F16_F16_F32,
  DOT_BF16_BF16_BF16,
  DOT_BF16_BF16_F32,
  DOT_BF16_BF16_F32_X3,
  DOT_BF16_BF16_F32_X6,
  DOT_BF16_BF16_F32_X9,
  DOT_TF32_TF32_F32,
  DOT_TF32_TF32_F32_X3,
  DOT_F32_F32_F32,
  DOT_F64_F64_F64;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
