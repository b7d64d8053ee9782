package org.hlorun.language.shape;

import java.util.Objects;

/** The shape of a buffer that holds an array and may be written in place: {@code b(f32[2]{0})}. */
public record BufferShape(ArrayShape element) implements Shape {

  public BufferShape {
    Objects.requireNonNull(element);
  }

  @Override
  public BufferShape withDefaultLayout() {
    return new BufferShape(element.withDefaultLayout());
  }

  @Override
  public boolean isCompatible(Shape other) {
    return other instanceof BufferShape buffer && element.isCompatible(buffer.element);
  }

  @Override
  public String text(boolean withLayout) {
    return "b(" + element.text(withLayout) + ")";
  }

  @Override
  public String toString() {
    return text(true);
  }
}
