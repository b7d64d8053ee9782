package org.hlorun.language.shape;

/** The shape of an ordering token, which carries no data: {@code token[]}. */
public record TokenShape() implements Shape {
  /** The only value worth having. */
  public static final TokenShape INSTANCE = new TokenShape();

  @Override
  public TokenShape withDefaultLayout() {
    return this;
  }

  @Override
  public boolean isCompatible(Shape other) {
    return other instanceof TokenShape;
  }

  @Override
  public String text(boolean withLayout) {
    return "token[]";
  }

  @Override
  public String toString() {
    return text(true);
  }
}
