package org.hlorun.kernelir.ir;

import java.util.Objects;

/**
 * A scalar that is computed once: the result of an operation, a loop variable or a carried value.
 */
public final class Value {
  private final ScalarType type;

  public Value(ScalarType type) {
    this.type = Objects.requireNonNull(type);
  }

  public ScalarType type() {
    return type;
  }
}
