package org.hlorun.language.shape;

/** The shape of a value that only custom calls look into: {@code opaque[]}. */
public record OpaqueShape() implements Shape {
  /** The only value worth having. */
  public static final OpaqueShape INSTANCE = new OpaqueShape();

  @Override
  public OpaqueShape withDefaultLayout() {
    return this;
  }

  @Override
  public boolean isCompatible(Shape other) {
    return other instanceof OpaqueShape;
  }

  @Override
  public String text(boolean withLayout) {
    return "opaque[]";
  }

  @Override
  public String toString() {
    return text(true);
  }
}
