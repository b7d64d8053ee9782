package org.hlorun.kernelir.ir;

import java.util.Objects;

/**
 * A scalar that is computed once: the result of an operation, a loop variable or a carried value.
 */
public final class Value {
  /** Threads may overwrite what others add: hash codes need not differ. */
  private static int next;

  private final ScalarType type;
  private final int hash;

  public Value(ScalarType type) {
    this.type = Objects.requireNonNull(type);
    this.hash = next++;
  }

  public ScalarType type() {
    return type;
  }

  /** In place of that of the object, which takes longer to come by. */
  @Override
  public int hashCode() {
    return hash;
  }
}
