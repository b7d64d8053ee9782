package org.hlorun.language.literal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * Runs of elements in bulk, between a literal and arrays of the compute types {@code double} and
 * {@code long}: one loop per element type, which HotSpot vectorises. The meaning is that of the
 * single-element accessors of {@link ArrayLiteral}. Array offsets and counts are in elements.
 */
public final class ElementBlocks {
  private ElementBlocks() {}

  /**
   * Decodes {@code count} elements from linear index {@code start}: the value, or the real part if
   * complex.
   */
  public static void readDoubles(
      ArrayLiteral literal, long start, double[] target, int offset, int count) {
    MemorySegment segment = literal.segment();
    ElementType type = literal.elementType();
    switch (type) {
      case F32 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(Elements.FLOAT, 4 * (start + i));
        }
      }
      case F64 -> MemorySegment.copy(segment, Elements.DOUBLE, 8 * start, target, offset, count);
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          int bits = segment.get(Elements.SHORT, 2 * (start + i)) << 16;
          target[offset + i] = Float.intBitsToFloat(bits);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = Float.float16ToFloat(segment.get(Elements.SHORT, 2 * (start + i)));
        }
      }
      default -> {
        double[] table = NarrowFloats.decodeTable(type);
        for (int i = 0; i < count; i++) {
          target[offset + i] =
              table == null
                  ? Elements.getDouble(segment, type, start + i)
                  : table[segment.get(JAVA_BYTE, start + i) & 0xFF];
        }
      }
    }
  }

  /** Decodes the imaginary parts; zeros for real types. */
  public static void readImaginaries(
      ArrayLiteral literal, long start, double[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = literal.getImaginary(start + i);
    }
  }

  /** Decodes integers (zero- or sign-extended); floats are truncated toward zero. */
  public static void readLongs(
      ArrayLiteral literal, long start, long[] target, int offset, int count) {
    MemorySegment segment = literal.segment();
    ElementType type = literal.elementType();
    switch (type) {
      case S32 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(Elements.INT, 4 * (start + i));
        }
      }
      case U32 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(Elements.INT, 4 * (start + i)) & 0xFFFFFFFFL;
        }
      }
      case S64, U64 -> MemorySegment.copy(segment, Elements.LONG, 8 * start, target, offset, count);
      case S16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(Elements.SHORT, 2 * (start + i));
        }
      }
      case U16 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(Elements.SHORT, 2 * (start + i)) & 0xFFFF;
        }
      }
      case S8, S4, S2, S1 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(JAVA_BYTE, start + i);
        }
      }
      case U8, U4, U2, U1 -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(JAVA_BYTE, start + i) & 0xFF;
        }
      }
      case PRED -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = segment.get(JAVA_BYTE, start + i) == 0 ? 0 : 1;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[offset + i] = Elements.getLong(segment, type, start + i);
        }
      }
    }
  }

  /** Encodes {@code count} values, rounded once; imaginary parts become 0. */
  public static void writeDoubles(
      ArrayLiteral literal, long start, double[] source, int offset, int count) {
    MemorySegment segment = literal.segment();
    ElementType type = literal.elementType();
    switch (type) {
      case F32 -> {
        float[] floats = new float[count]; // accesses to memory segments start slowly
        for (int i = 0; i < count; i++) {
          floats[i] = (float) source[offset + i];
        }
        MemorySegment.copy(floats, 0, segment, Elements.FLOAT, 4 * start, count);
      }
      case F64 -> MemorySegment.copy(source, offset, segment, Elements.DOUBLE, 8 * start, count);
      case F16, BF16 -> {
        FloatFormat format = type.floatFormat();
        for (int i = 0; i < count; i++) {
          segment.set(Elements.SHORT, 2 * (start + i), (short) format.encode(source[offset + i]));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          Elements.setDouble(segment, type, start + i, source[offset + i]);
        }
      }
    }
  }

  /** Encodes complex values. */
  public static void writeComplex(
      ArrayLiteral literal, long start, double[] real, double[] imaginary, int offset, int count) {
    for (int i = 0; i < count; i++) {
      literal.setComplex(start + i, real[offset + i], imaginary[offset + i]);
    }
  }

  /** Encodes integers, wrapped to the type. */
  public static void writeLongs(
      ArrayLiteral literal, long start, long[] source, int offset, int count) {
    MemorySegment segment = literal.segment();
    ElementType type = literal.elementType();
    switch (type) {
      case S32, U32 -> {
        for (int i = 0; i < count; i++) {
          segment.set(Elements.INT, 4 * (start + i), (int) source[offset + i]);
        }
      }
      case S64, U64 -> MemorySegment.copy(source, offset, segment, Elements.LONG, 8 * start, count);
      case S16, U16 -> {
        for (int i = 0; i < count; i++) {
          segment.set(Elements.SHORT, 2 * (start + i), (short) source[offset + i]);
        }
      }
      case S8, U8 -> {
        for (int i = 0; i < count; i++) {
          segment.set(JAVA_BYTE, start + i, (byte) source[offset + i]);
        }
      }
      case PRED -> {
        for (int i = 0; i < count; i++) {
          segment.set(JAVA_BYTE, start + i, (byte) (source[offset + i] == 0 ? 0 : 1));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          Elements.setLong(segment, type, start + i, source[offset + i]);
        }
      }
    }
  }
}
