package org.hlorun.language.attribute;

import java.util.Locale;

/** A hint for the numerics of one operand of a contraction. */
public enum Precision implements Word {
  DEFAULT,
  HIGH,
  HIGHEST;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
