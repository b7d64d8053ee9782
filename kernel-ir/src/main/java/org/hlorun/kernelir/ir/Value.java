package org.hlorun.kernelir.ir;

import java.util.Objects;

/**
 * A scalar that is computed once: the result of an operation, a loop variable or a carried value.
 */
public final class Value {
  /**
   * The next hash code. Threads that count at once may lose steps, so that two values have the same
   * code: equality is identity all the same, and sets and maps of values are only asked for
   * members, never walked through in their order, so that the code of kernels does not depend on
   * it. A field that threads add to one after the other would cost more than it is worth.
   */
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
