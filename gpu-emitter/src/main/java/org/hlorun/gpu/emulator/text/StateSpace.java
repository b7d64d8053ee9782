package org.hlorun.gpu.emulator.text;

import java.util.Locale;

/** Where a variable lives. */
public enum StateSpace {
  GLOBAL,
  CONST,
  SHARED,
  LOCAL,
  PARAM;

  /** The space of a directive's name without its dot, or null. */
  public static StateSpace of(String name) {
    for (StateSpace space : values()) {
      if (space.toString().equals(name)) {
        return space;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
