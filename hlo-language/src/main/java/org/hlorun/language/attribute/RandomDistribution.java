package org.hlorun.language.attribute;

import java.util.Locale;

/** The distribution of {@code rng}. */
public enum RandomDistribution implements Word {
  RNG_UNIFORM,
  RNG_NORMAL;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
