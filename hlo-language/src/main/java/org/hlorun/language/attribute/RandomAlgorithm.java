package org.hlorun.language.attribute;

import java.util.Locale;

/** The generator of {@code rng-bit-generator}. */
public enum RandomAlgorithm implements Word {
  RNG_DEFAULT,
  RNG_THREE_FRY,
  RNG_PHILOX;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
