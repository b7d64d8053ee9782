package org.hlorun.language.mlir.text;

/**
 * {@code {key = value} dense<...> : type}, whose type is the result's; or {@code () <{value = ...}>
 * : () -> type}.
 */
final class ConstantForm implements Form {
  private static final Form PRETTY =
      Form.of(Parts.ATTRIBUTES, Parts.attribute("value"), TypeParts.resultOf("value"));

  @Override
  public void read(Readers in, OperationState constant) {
    Tokens tokens = in.tokens();
    if (!tokens.accept(TokenKind.LEFT_PAREN)) {
      PRETTY.read(in, constant);
      return;
    }
    tokens.expect(TokenKind.RIGHT_PAREN);
    if (tokens.accept(TokenKind.LESS)) {
      in.attributes().dictionary().forEach(constant::put);
      tokens.expect(TokenKind.GREATER);
    }
    Parts.ATTRIBUTES.read(in, constant);
    TypeParts.FUNCTION.read(in, constant);
  }
}
