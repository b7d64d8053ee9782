package org.hlorun.language.printer;

import org.hlorun.language.ir.HloModule;

/** Writes HLO text. */
public final class HloPrinter {
  private HloPrinter() {}

  /** The text of a module. */
  public static String print(HloModule module, PrintForm form) {
    throw new IllegalStateException("the printer is being written: " + module + form);
  }
}
