package org.hlorun.kernelir.ir;

import java.util.Locale;

/** The types of kernel values. Integers have no sign; operations have. */
public enum ScalarType {
  /** A truth value; not a type of memory. */
  I1(1, false),
  I8(8, false),
  I16(16, false),
  I32(32, false),
  I64(64, false),
  F16(16, true),
  F32(32, true),
  F64(64, true);

  private final int bits;
  private final boolean isFloat;

  ScalarType(int bits, boolean isFloat) {
    this.bits = bits;
    this.isFloat = isFloat;
  }

  public int bits() {
    return bits;
  }

  /** Bytes in memory. */
  public int byteSize() {
    return Math.max(1, bits / 8);
  }

  public boolean isFloat() {
    return isFloat;
  }

  /** The integer type of the same width. */
  public ScalarType integer() {
    return switch (this) {
      case F16 -> I16;
      case F32 -> I32;
      case F64 -> I64;
      default -> this;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
