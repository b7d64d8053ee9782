package org.hlorun.interpreter.elementwise;

import java.util.Arrays;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * Up to a fixed number of decoded elements of one type: the operand or the result of a {@link
 * Kernel}.
 */
final class Block {
  private static final double[] NO_DOUBLES = {};
  private static final long[] NO_LONGS = {};

  /** How the elements of a type are held. */
  private enum Form {
    REAL,
    INTEGER,
    COMPLEX;

    static Form of(ElementType type) {
      return type.isFloat() ? REAL : type.isComplex() ? COMPLEX : INTEGER;
    }
  }

  private final ElementType type;
  private final Form form;

  /** The values of a float type, or the real parts of a complex type; else empty. */
  final double[] real;

  /** The imaginary parts of a complex type; else empty. */
  final double[] imaginary;

  /**
   * The values of an integer type or {@code pred}, sign- or zero-extended; else empty. What a
   * kernel stores need only agree in the low bits of the type's width.
   */
  final long[] integer;

  Block(ElementType type, int capacity) {
    this.type = type;
    this.form = Form.of(type);
    this.real = form == Form.INTEGER ? NO_DOUBLES : new double[capacity];
    this.imaginary = form == Form.COMPLEX ? new double[capacity] : NO_DOUBLES;
    this.integer = form == Form.INTEGER ? new long[capacity] : NO_LONGS;
  }

  ElementType type() {
    return type;
  }

  /**
   * Decodes elements of a literal into the first places.
   *
   * @param exact whether signalling NaNs must keep their bits, which costs a pass
   */
  void load(ArrayLiteral source, long start, int count, boolean exact) {
    switch (form) {
      case REAL -> {
        ElementBlocks.readDoubles(source, start, real, 0, count);
        if (exact) {
          restoreNaNs(source, start, count);
        }
      }
      case INTEGER -> ElementBlocks.readLongs(source, start, integer, 0, count);
      case COMPLEX -> {
        ElementBlocks.readDoubles(source, start, real, 0, count);
        ElementBlocks.readImaginaries(source, start, imaginary, 0, count);
      }
    }
  }

  private void restoreNaNs(ArrayLiteral source, long start, int count) {
    FloatFormat format = source.elementType().floatFormat();
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(real[i])) {
        real[i] = format.decode(source.getBits(start + i));
      }
    }
  }

  /** Fills all places with a scalar. */
  void fill(ArrayLiteral scalar) {
    load(scalar, 0, 1, true);
    Arrays.fill(real, real.length == 0 ? 0 : real[0]);
    Arrays.fill(imaginary, imaginary.length == 0 ? 0 : imaginary[0]);
    Arrays.fill(integer, integer.length == 0 ? 0 : integer[0]);
  }

  /**
   * Encodes the first elements, rounded or wrapped to the type, into a literal of this type.
   *
   * @param exact whether signalling NaNs must keep their bits, which costs a pass
   */
  void store(ArrayLiteral target, long start, int count, boolean exact) {
    switch (form) {
      case REAL -> {
        ElementBlocks.writeDoubles(target, start, real, 0, count);
        if (exact) {
          storeNaNs(target, start, count);
        }
      }
      case INTEGER -> ElementBlocks.writeLongs(target, start, integer, 0, count);
      case COMPLEX -> ElementBlocks.writeComplex(target, start, real, imaginary, 0, count);
    }
  }

  private void storeNaNs(ArrayLiteral target, long start, int count) {
    FloatFormat format = target.elementType().floatFormat();
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(real[i])) {
        target.setBits(start + i, format.encode(real[i]));
      }
    }
  }

  /** Rounds or wraps the first element to the type, as if stored and loaded again. */
  void round() {
    switch (form) {
      case REAL -> real[0] = round(type, real[0]);
      case INTEGER -> integer[0] = type.wrap(integer[0]);
      case COMPLEX -> {
        ElementType component = type.componentType();
        real[0] = round(component, real[0]);
        imaginary[0] = round(component, imaginary[0]);
      }
    }
  }

  private static double round(ElementType type, double value) {
    if (type == ElementType.F64) {
      return value;
    }
    if (type == ElementType.F32 && !Double.isNaN(value)) {
      return (float) value;
    }
    FloatFormat format = type.floatFormat();
    return format.round(value);
  }

  /** The encoding of an element of a real type; bits beyond the type's width are arbitrary. */
  long bits(int index) {
    return form == Form.REAL ? type.floatFormat().encode(real[index]) : integer[index];
  }

  /** Sets an element of a real type to an encoding; bits beyond the type's width are ignored. */
  void setBits(int index, long bits) {
    if (form == Form.REAL) {
      real[index] = type.floatFormat().decode(bits);
    } else {
      integer[index] = bits;
    }
  }

  /** Copies the first element of another block of the same form. */
  void set(Block other) {
    switch (form) {
      case REAL -> real[0] = other.real[0];
      case INTEGER -> integer[0] = other.integer[0];
      case COMPLEX -> {
        real[0] = other.real[0];
        imaginary[0] = other.imaginary[0];
      }
    }
  }
}
