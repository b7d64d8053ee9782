package org.hlorun.language.literal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * Single elements in memory: decoding to {@code long} and {@code double}, encoding with wrap-around
 * or one rounding. {@link ElementBlocks} does the same for many elements at once.
 */
public final class Elements {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  /** The raw bits of an element, zero-extended. */
  static long getBits(MemorySegment segment, ElementType type, long index) {
    return switch (type.byteSize()) {
      case 1 -> segment.get(JAVA_BYTE, index) & widthMask(type);
      case 2 -> segment.get(SHORT, 2 * index) & 0xFFFFL;
      case 4 -> segment.get(INT, 4 * index) & 0xFFFFFFFFL;
      case 8 -> segment.get(LONG, 8 * index);
      default -> throw new IllegalArgumentException(type + " has no 64-bit pattern");
    };
  }

  /** Stores the low bits; sub-byte signed integers are kept sign-extended in their byte. */
  static void setBits(MemorySegment segment, ElementType type, long index, long bits) {
    switch (type.byteSize()) {
      case 1 -> segment.set(JAVA_BYTE, index, (byte) canonicalByte(type, bits));
      case 2 -> segment.set(SHORT, 2 * index, (short) bits);
      case 4 -> segment.set(INT, 4 * index, (int) bits);
      case 8 -> segment.set(LONG, 8 * index, bits);
      default -> throw new IllegalArgumentException(type + " has no 64-bit pattern");
    }
  }

  private static long widthMask(ElementType type) {
    return (1L << type.bitWidth()) - 1;
  }

  private static long canonicalByte(ElementType type, long bits) {
    return type.isFloat() ? bits & widthMask(type) : type.wrap(bits);
  }

  static long getLong(MemorySegment segment, ElementType type, long index) {
    return switch (type.kind()) {
      case PRED -> segment.get(JAVA_BYTE, index) == 0 ? 0 : 1;
      case SIGNED, UNSIGNED -> type.wrap(getBits(segment, type, index));
      case FLOAT, COMPLEX -> (long) getDouble(segment, type, index);
    };
  }

  static double getDouble(MemorySegment segment, ElementType type, long index) {
    return switch (type) {
      case F32 -> segment.get(FLOAT, 4 * index);
      case F64 -> segment.get(DOUBLE, 8 * index);
      case C64 -> segment.get(FLOAT, 8 * index);
      case C128 -> segment.get(DOUBLE, 16 * index);
      case U64 -> unsignedToDouble(segment.get(LONG, 8 * index));
      default ->
          type.isFloat()
              ? type.floatFormat().decode(getBits(segment, type, index))
              : getLong(segment, type, index);
    };
  }

  /** The value of an unsigned 64-bit pattern, rounded once. */
  static double unsignedToDouble(long bits) {
    if (bits >= 0) {
      return bits;
    }
    // Halve, keeping the lost bit sticky so that the rounding is that of the whole value.
    return 2.0 * ((bits >>> 1) | (bits & 1));
  }

  static double getImaginary(MemorySegment segment, ElementType type, long index) {
    return switch (type) {
      case C64 -> segment.get(FLOAT, 8 * index + 4);
      case C128 -> segment.get(DOUBLE, 16 * index + 8);
      default -> 0;
    };
  }

  static void setLong(MemorySegment segment, ElementType type, long index, long value) {
    switch (type.kind()) {
      case PRED, SIGNED, UNSIGNED -> setBits(segment, type, index, type.wrap(value));
      case FLOAT, COMPLEX ->
          setReal(
              segment,
              type,
              index,
              type.componentType() == ElementType.F64 ? (double) value : roundToOdd(value));
    }
  }

  /**
   * A double that rounds to any narrower format as {@code value} itself would: rounding to odd
   * keeps the information that the second rounding needs.
   */
  private static double roundToOdd(long value) {
    double nearest = (double) value;
    long back = (long) nearest;
    if (back == value && nearest != 0x1p63) {
      return nearest;
    }
    long bits = Double.doubleToRawLongBits(nearest);
    boolean tooLarge = nearest == 0x1p63 || (back > value) == (value > 0);
    if (tooLarge) {
      bits--; // toward zero
    }
    return Double.longBitsToDouble(bits | 1);
  }

  private static void setReal(MemorySegment segment, ElementType type, long index, double value) {
    setComplex(segment, type, index, value, 0);
  }

  static void setDouble(MemorySegment segment, ElementType type, long index, double value) {
    switch (type.kind()) {
      case PRED -> segment.set(JAVA_BYTE, index, (byte) (value != 0 ? 1 : 0));
      case SIGNED, UNSIGNED -> setBits(segment, type, index, type.wrap((long) value));
      case FLOAT, COMPLEX -> setReal(segment, type, index, value);
    }
  }

  static void setComplex(
      MemorySegment segment, ElementType type, long index, double real, double imaginary) {
    switch (type) {
      case F32 -> segment.set(FLOAT, 4 * index, (float) real);
      case F64 -> segment.set(DOUBLE, 8 * index, real);
      case C64 -> {
        segment.set(FLOAT, 8 * index, (float) real);
        segment.set(FLOAT, 8 * index + 4, (float) imaginary);
      }
      case C128 -> {
        segment.set(DOUBLE, 16 * index, real);
        segment.set(DOUBLE, 16 * index + 8, imaginary);
      }
      default -> {
        if (type.isFloat()) {
          FloatFormat format = type.floatFormat();
          setBits(segment, type, index, format.encode(real));
        } else {
          setDouble(segment, type, index, real);
        }
      }
    }
  }
}
