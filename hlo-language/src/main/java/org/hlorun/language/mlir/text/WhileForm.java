package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code (%arg = %initial, ...) : types attributes {...} cond {...} do {...}}; both regions have
 * the arguments.
 */
final class WhileForm implements Form {
  private record Name(String name, int offset) {}

  @Override
  public void read(Readers in, OperationState loop) {
    Tokens tokens = in.tokens();
    List<Name> names =
        tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, () -> initialized(in, loop));
    if (!names.isEmpty()) {
      TypeParts.PAIRWISE.read(in, loop);
    }
    if (names.size() != loop.operandTypes().size()) {
      throw TypeParts.error(
          in, loop, loop.operandTypes().size() + " types for " + names.size() + " operands");
    }
    Parts.ATTRIBUTES_WITH_KEYWORD.read(in, loop);
    List<RegionReader.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      arguments.add(
          new RegionReader.Argument(name.name(), loop.operandTypes().get(i), name.offset()));
    }
    tokens.expectWord("cond");
    loop.regions().add(in.regions().read(arguments, false));
    tokens.expectWord("do");
    loop.regions().add(in.regions().read(arguments, false));
  }

  private static Name initialized(Readers in, OperationState loop) {
    int offset = in.tokens().start();
    String name = in.regions().argumentName();
    in.tokens().expect(TokenKind.EQUAL);
    loop.operands().add(in.operations().use());
    return new Name(name, offset);
  }
}
