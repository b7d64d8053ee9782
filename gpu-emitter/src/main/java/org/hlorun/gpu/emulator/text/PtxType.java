package org.hlorun.gpu.emulator.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A type of PTX as it stands behind a dot in an instruction or a declaration. */
public enum PtxType {
  PRED(Kind.PREDICATE, 1),
  B1(Kind.BITS, 1),
  B4(Kind.BITS, 4),
  B8(Kind.BITS, 8),
  B16(Kind.BITS, 16),
  B32(Kind.BITS, 32),
  B64(Kind.BITS, 64),
  B128(Kind.BITS, 128),
  U4(Kind.UNSIGNED, 4),
  U8(Kind.UNSIGNED, 8),
  U16(Kind.UNSIGNED, 16),
  U32(Kind.UNSIGNED, 32),
  U64(Kind.UNSIGNED, 64),
  U16X2(Kind.UNSIGNED, 32),
  S4(Kind.SIGNED, 4),
  S8(Kind.SIGNED, 8),
  S16(Kind.SIGNED, 16),
  S32(Kind.SIGNED, 32),
  S64(Kind.SIGNED, 64),
  S16X2(Kind.SIGNED, 32),
  F16(Kind.FLOAT, 16),
  F16X2(Kind.FLOAT, 32),
  BF16(Kind.FLOAT, 16),
  BF16X2(Kind.FLOAT, 32),
  TF32(Kind.FLOAT, 32),
  F32(Kind.FLOAT, 32),
  F64(Kind.FLOAT, 64),
  E4M3(Kind.FLOAT, 8),
  E5M2(Kind.FLOAT, 8),
  E4M3X2(Kind.FLOAT, 16),
  E5M2X2(Kind.FLOAT, 16);

  /** How the bits of a type are read. */
  public enum Kind {
    PREDICATE,
    BITS,
    UNSIGNED,
    SIGNED,
    FLOAT
  }

  private static final Map<String, PtxType> BY_NAME = new HashMap<>();

  static {
    for (PtxType type : values()) {
      BY_NAME.put(type.toString(), type);
    }
  }

  private final Kind kind;
  private final int bits;

  PtxType(Kind kind, int bits) {
    this.kind = kind;
    this.bits = bits;
  }

  /** The type of a name without its dot, or null. */
  public static PtxType of(String name) {
    return BY_NAME.get(name);
  }

  public Kind kind() {
    return kind;
  }

  /** Its width in bits. */
  public int bits() {
    return bits;
  }

  /** Its width in bytes, 1 for what is narrower. */
  public int bytes() {
    return Math.max(1, bits / 8);
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }

  /** Whether a value is two of half the width: {@code .f16x2}. */
  public boolean isPair() {
    return name().endsWith("X2");
  }

  /** The type of one half of a pair. */
  public PtxType half() {
    return valueOf(name().substring(0, name().length() - 2));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
