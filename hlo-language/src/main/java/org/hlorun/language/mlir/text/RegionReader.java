package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;

/** Reads regions. */
final class RegionReader {

  /** An argument of a region's first block. */
  record Argument(String name, MlirType type, int offset) {}

  private final Readers readers;
  private final Tokens tokens;

  RegionReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** A region whose blocks name their own arguments; {@code {}} has no block. */
  MlirRegion read(boolean isolated) {
    return region(List.of(), isolated, false);
  }

  /** A region whose first block has the given arguments and no label. */
  MlirRegion read(List<Argument> arguments, boolean isolated) {
    return region(arguments, isolated, true);
  }

  private MlirRegion region(List<Argument> arguments, boolean isolated, boolean entry) {
    tokens.enter();
    if (!tokens.at(TokenKind.LEFT_BRACE)) {
      throw tokens.error("expected '{' to begin a region");
    }
    tokens.advance();
    readers.scope().enter(isolated);
    List<MlirBlock> blocks = new ArrayList<>();
    if (entry || !(tokens.at(TokenKind.CARET_ID) || tokens.at(TokenKind.RIGHT_BRACE))) {
      List<MlirValue> values = define(arguments);
      if (entry && tokens.at(TokenKind.CARET_ID)) {
        throw tokens.error("invalid block name in region with named arguments");
      }
      blocks.add(new MlirBlock(values, operations()));
    }
    Set<String> labels = new HashSet<>();
    while (tokens.at(TokenKind.CARET_ID)) {
      blocks.add(labelled(labels));
    }
    tokens.expect(TokenKind.RIGHT_BRACE);
    readers.scope().leave();
    tokens.leave();
    return new MlirRegion(blocks);
  }

  private MlirBlock labelled(Set<String> labels) {
    if (!labels.add(tokens.name())) {
      throw tokens.error(
          tokens.start(),
          DiagnosticCode.BAD_NAME,
          "redefinition of block '^" + tokens.name() + "'",
          null);
    }
    tokens.advance();
    List<Argument> arguments =
        tokens.at(TokenKind.LEFT_PAREN)
            ? tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, this::argument)
            : List.of();
    tokens.expect(TokenKind.COLON);
    return new MlirBlock(define(arguments), operations());
  }

  /** {@code %name: type loc(...)}. */
  Argument argument() {
    int offset = tokens.start();
    String name = argumentName();
    tokens.expect(TokenKind.COLON);
    MlirType type = readers.types().read();
    readers.locations().optional();
    return new Argument(name, type, offset);
  }

  /** {@code %name}, without a number. */
  String argumentName() {
    if (!tokens.at(TokenKind.PERCENT_ID)) {
      throw tokens.error("expected SSA value name");
    }
    String name = tokens.name();
    tokens.advance();
    return name;
  }

  private List<MlirValue> define(List<Argument> arguments) {
    List<MlirValue> values = new ArrayList<>();
    for (Argument argument : arguments) {
      MlirValue value = new MlirValue(argument.type(), argument.name());
      readers.scope().define(argument.name(), List.of(value), argument.offset());
      values.add(value);
    }
    return values;
  }

  private List<MlirOperation> operations() {
    List<MlirOperation> operations = new ArrayList<>();
    while (!tokens.at(TokenKind.RIGHT_BRACE) && !tokens.at(TokenKind.CARET_ID)) {
      operations.add(readers.operations().read());
    }
    return operations;
  }
}
