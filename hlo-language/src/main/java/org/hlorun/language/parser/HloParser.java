package org.hlorun.language.parser;

import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;

/** Reads HLO text. */
public final class HloParser {
  private HloParser() {}

  /**
   * Reads a module: with or without header, or a single instruction. The result is not verified
   * yet.
   *
   * @throws HloException with a location if the text is not HLO
   */
  public static HloModule parse(SourceText source) {
    throw new IllegalStateException("the parser is being written: " + source.name());
  }
}
