package org.hlorun.language.shape;

import java.util.ArrayList;
import java.util.List;

/** The shape of a tuple of zero or more elements, which may be tuples themselves. */
public record TupleShape(List<Shape> elements) implements Shape {

  public TupleShape {
    elements = List.copyOf(elements);
  }

  public static TupleShape of(Shape... elements) {
    return new TupleShape(List.of(elements));
  }

  public int size() {
    return elements.size();
  }

  public Shape element(int index) {
    return elements.get(index);
  }

  @Override
  public TupleShape withDefaultLayout() {
    List<Shape> defaults = new ArrayList<>(size());
    for (Shape element : elements) {
      defaults.add(element.withDefaultLayout());
    }
    return new TupleShape(defaults);
  }

  @Override
  public boolean isCompatible(Shape other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof TupleShape tuple) || tuple.size() != size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (!elements.get(i).isCompatible(tuple.elements.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The text; as everywhere in HLO a comment counts the elements before every fifth one. */
  @Override
  public String text(boolean withLayout) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < size(); i++) {
      if (i > 0) {
        text.append(", ");
        if (i % 5 == 0) {
          text.append("/*index=").append(i).append("*/");
        }
      }
      text.append(elements.get(i).text(withLayout));
    }
    return text.append(')').toString();
  }

  // Written out, as shapes are compared all the time, also before the JVM has made code for
  // records.
  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof TupleShape tuple && elements.equals(tuple.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  @Override
  public String toString() {
    return text(true);
  }
}
