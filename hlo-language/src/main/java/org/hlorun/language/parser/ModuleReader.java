package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ENTRY;
import static org.hlorun.language.parser.TokenKind.HLO_MODULE;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;

import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloModule;

/** Reads a whole text: a module with or without header, or a single instruction. */
final class ModuleReader {
  /** The name of a module that holds a single instruction. */
  private static final String SINGLE_NAME = "_";

  private ModuleReader() {}

  /**
   * Reads a text.
   *
   * @param depth the nesting around the text, for modules inside modules
   */
  static HloModule read(SourceText source, int depth) {
    Tokens tokens = new Tokens(source, depth);
    if (tokens.at(HLO_MODULE)) {
      return readWithHeader(tokens);
    }
    HloModule module = new HloModule(SINGLE_NAME);
    module.setSource(source);
    ParseContext context = ParseContext.of(tokens, module);
    if (tokens.at(ENTRY) || tokens.peek() == LEFT_BRACE) {
      new ComputationReader(context).readAll();
      module.setName("module_" + module.entry().name());
    } else {
      new ComputationReader(context).readSingleInstruction();
      module.setAttributes(Attributes.of(Attribute.IS_SCHEDULED, true));
    }
    return module;
  }

  private static HloModule readWithHeader(Tokens tokens) {
    tokens.advance();
    HloModule module = new HloModule(tokens.name());
    module.setSource(tokens.source());
    ParseContext context = ParseContext.of(tokens, module);
    HeaderReader header = new HeaderReader(context);
    module.setAttributes(header.read());
    module.setStackFrames(new StackFrameReader(tokens).read());
    new ComputationReader(context).readAll();
    header.checkAgainst(module.entry());
    return module;
  }
}
