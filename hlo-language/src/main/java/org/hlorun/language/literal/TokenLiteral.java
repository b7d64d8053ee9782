package org.hlorun.language.literal;

import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;

/** The value of a token, or of anything else that carries no data (opaque values). */
public record TokenLiteral(Shape shape) implements Literal {
  public static final TokenLiteral TOKEN = new TokenLiteral(TokenShape.INSTANCE);
}
