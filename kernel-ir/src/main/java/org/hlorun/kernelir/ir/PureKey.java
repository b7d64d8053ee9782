package org.hlorun.kernelir.ir;

import java.util.Objects;

/** What a pure operation computes: equal ones give the same value. */
final class PureKey {
  private final Object kind;
  private final Object first;
  private final Object second;
  private final Object third;
  private final long bits;
  private final int hash;

  private PureKey(Object kind, Object first, Object second, Object third, long bits) {
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.third = third;
    this.bits = bits;
    int code = kind.hashCode();
    code = 31 * code + (first == null ? 0 : first.hashCode());
    code = 31 * code + (second == null ? 0 : second.hashCode());
    code = 31 * code + (third == null ? 0 : third.hashCode());
    this.hash = 31 * code + Long.hashCode(bits);
  }

  /** A constant. */
  static PureKey constant(ScalarType type, long bits) {
    return new PureKey("constant", type, null, null, bits);
  }

  /**
   * Something done to values, buffers or indices.
   *
   * @param kind what
   * @param second null if there is none, like the third
   */
  static PureKey of(Object kind, Object first, Object second, Object third) {
    return new PureKey(kind, first, second, third, 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PureKey key
        && hash == key.hash
        && bits == key.bits
        && kind.equals(key.kind)
        && Objects.equals(first, key.first)
        && Objects.equals(second, key.second)
        && Objects.equals(third, key.third);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
