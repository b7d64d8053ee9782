package org.hlorun.language.shape;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The element types of arrays. Every type has a logical width in bits; in memory an element takes
 * {@link #byteSize()} bytes, little endian, sub-byte types one byte each (integers sign- or
 * zero-extended to that byte).
 */
public enum ElementType {
  PRED(Kind.PRED, 1, null),
  S1(Kind.SIGNED, 1, null),
  S2(Kind.SIGNED, 2, null),
  S4(Kind.SIGNED, 4, null),
  S8(Kind.SIGNED, 8, null),
  S16(Kind.SIGNED, 16, null),
  S32(Kind.SIGNED, 32, null),
  S64(Kind.SIGNED, 64, null),
  U1(Kind.UNSIGNED, 1, null),
  U2(Kind.UNSIGNED, 2, null),
  U4(Kind.UNSIGNED, 4, null),
  U8(Kind.UNSIGNED, 8, null),
  U16(Kind.UNSIGNED, 16, null),
  U32(Kind.UNSIGNED, 32, null),
  U64(Kind.UNSIGNED, 64, null),
  F16(Kind.FLOAT, 16, FloatFormat.F16),
  BF16(Kind.FLOAT, 16, FloatFormat.BF16),
  F32(Kind.FLOAT, 32, FloatFormat.F32),
  F64(Kind.FLOAT, 64, FloatFormat.F64),
  F8E5M2(Kind.FLOAT, 8, FloatFormat.F8E5M2),
  F8E4M3(Kind.FLOAT, 8, FloatFormat.F8E4M3),
  F8E4M3FN(Kind.FLOAT, 8, FloatFormat.F8E4M3FN),
  F8E4M3B11FNUZ(Kind.FLOAT, 8, FloatFormat.F8E4M3B11FNUZ),
  F8E3M4(Kind.FLOAT, 8, FloatFormat.F8E3M4),
  F8E5M2FNUZ(Kind.FLOAT, 8, FloatFormat.F8E5M2FNUZ),
  F8E4M3FNUZ(Kind.FLOAT, 8, FloatFormat.F8E4M3FNUZ),
  F4E2M1FN(Kind.FLOAT, 4, FloatFormat.F4E2M1FN),
  F6E2M3FN(Kind.FLOAT, 6, FloatFormat.F6E2M3FN),
  F6E3M2FN(Kind.FLOAT, 6, FloatFormat.F6E3M2FN),
  F8E8M0FNU(Kind.FLOAT, 8, FloatFormat.F8E8M0FNU),
  C64(Kind.COMPLEX, 64, FloatFormat.F32),
  C128(Kind.COMPLEX, 128, FloatFormat.F64);

  /** What sort of number an element is. */
  public enum Kind {
    PRED,
    SIGNED,
    UNSIGNED,
    FLOAT,
    COMPLEX
  }

  private static final Map<String, ElementType> BY_TEXT = new HashMap<>();

  static {
    for (ElementType type : values()) {
      BY_TEXT.put(type.text, type);
    }
  }

  private final String text;
  private final Kind kind;
  private final int bitWidth;
  private final FloatFormat floatFormat;

  ElementType(Kind kind, int bitWidth, FloatFormat floatFormat) {
    this.text = name().toLowerCase(Locale.ROOT);
    this.kind = kind;
    this.bitWidth = bitWidth;
    this.floatFormat = floatFormat;
  }

  /** The type that HLO text calls {@code text}, if there is one. */
  public static Optional<ElementType> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  /** The name in HLO text: {@code f32}, {@code pred}, {@code f8e4m3fn}. */
  public String text() {
    return text;
  }

  public Kind kind() {
    return kind;
  }

  /** The logical width in bits; for complex types that of both components together. */
  public int bitWidth() {
    return bitWidth;
  }

  /** The bytes one element takes in a literal. */
  public int byteSize() {
    return Math.max(1, (bitWidth + 7) / 8);
  }

  public boolean isPred() {
    return kind == Kind.PRED;
  }

  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }

  public boolean isUnsigned() {
    return kind == Kind.UNSIGNED;
  }

  /** Whether this is a signed or unsigned integer type ({@code pred} is not). */
  public boolean isInteger() {
    return isSigned() || isUnsigned();
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  public boolean isComplex() {
    return kind == Kind.COMPLEX;
  }

  /**
   * The format of a float type, or of the components of a complex type.
   *
   * @throws IllegalStateException for integers and {@code pred}
   */
  public FloatFormat floatFormat() {
    if (floatFormat == null) {
      throw new IllegalStateException(text + " is not a floating-point type");
    }
    return floatFormat;
  }

  /**
   * The type of a component: {@code f32} for {@code c64}, {@code f64} for {@code c128}, otherwise
   * the type itself.
   */
  public ElementType componentType() {
    return switch (this) {
      case C64 -> F32;
      case C128 -> F64;
      default -> this;
    };
  }

  /**
   * The smallest value of an integer type, as a 64-bit two's complement pattern.
   *
   * @throws IllegalStateException for floats and complex types
   */
  public long minInteger() {
    return switch (kind) {
      case PRED, UNSIGNED -> 0;
      case SIGNED -> -1L << (bitWidth - 1);
      default -> throw new IllegalStateException(text + " is not an integer type");
    };
  }

  /**
   * The largest value of an integer type, as a 64-bit pattern (all ones for {@code u64}).
   *
   * @throws IllegalStateException for floats and complex types
   */
  public long maxInteger() {
    return switch (kind) {
      case PRED -> 1;
      case UNSIGNED -> bitWidth == 64 ? -1L : (1L << bitWidth) - 1;
      case SIGNED -> ~(-1L << (bitWidth - 1));
      default -> throw new IllegalStateException(text + " is not an integer type");
    };
  }

  /**
   * The low {@link #bitWidth()} bits of {@code value}, sign- or zero-extended: two's complement
   * wrap-around.
   */
  public long wrap(long value) {
    return switch (kind) {
      case PRED -> value == 0 ? 0 : 1;
      case SIGNED -> value << (64 - bitWidth) >> (64 - bitWidth);
      case UNSIGNED -> bitWidth == 64 ? value : value & ((1L << bitWidth) - 1);
      default -> throw new IllegalStateException(text + " is not an integer type");
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
