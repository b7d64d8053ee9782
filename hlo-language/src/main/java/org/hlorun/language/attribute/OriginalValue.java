package org.hlorun.language.attribute;

import java.util.List;

/**
 * What an instruction's result was in the program as first written ({@code origin={...}}): a tree
 * like its shape.
 */
public sealed interface OriginalValue {
  /** A leaf, or null where nothing is known. */
  record Leaf(OriginalArray array) implements OriginalValue {}

  /** The elements of a tuple. */
  record Tuple(List<OriginalValue> elements) implements OriginalValue {
    public Tuple {
      elements = List.copyOf(elements);
    }
  }

  /** A call that was made by the compiler. */
  record SyntheticCall() implements OriginalValue {}
}
