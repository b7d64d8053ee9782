package org.hlorun.language.literal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * An array value. The elements lie densely in row-major order of the logical index, {@link
 * ElementType#byteSize()} little-endian bytes each, in a memory segment: off heap except for small
 * arrays. Whoever allocated a literal fills it before handing it on; from then on it is read only
 * by convention.
 *
 * <p>Where the shape has dynamic dimensions, {@link #sizes()} are the runtime sizes; the elements
 * are still laid out at the bounds, and those beyond the runtime size are meaningless.
 */
public final class ArrayLiteral implements Literal {
  /** Arrays up to this many bytes live on the Java heap, where allocation is cheapest. */
  private static final long HEAP_LIMIT = 1024;

  private final ArrayShape shape;
  private final MemorySegment segment;
  private final LongList sizes;

  private ArrayLiteral(ArrayShape shape, MemorySegment segment, LongList sizes) {
    this.shape = Objects.requireNonNull(shape);
    this.segment = Objects.requireNonNull(segment);
    this.sizes = Objects.requireNonNull(sizes);
  }

  /**
   * A zeroed array to be filled. Its memory is freed when it is no longer reachable.
   *
   * @throws ArithmeticException if the size is unbounded or beyond 2^63 bytes
   * @throws OutOfMemoryError if there is not enough memory
   */
  public static ArrayLiteral allocate(ArrayShape shape) {
    long bytes = shape.byteSize();
    MemorySegment segment =
        bytes <= HEAP_LIMIT
            ? MemorySegment.ofArray(new long[(int) ((bytes + 7) / 8)]).asSlice(0, bytes)
            : Arena.ofAuto().allocate(bytes, 64);
    return new ArrayLiteral(shape, segment, shape.dimensions());
  }

  /**
   * An array over existing memory, which is not copied.
   *
   * @param segment exactly {@link ArrayShape#byteSize()} bytes in row-major order
   * @throws IllegalArgumentException if its size is another
   */
  public static ArrayLiteral of(ArrayShape shape, MemorySegment segment) {
    if (segment.byteSize() != shape.byteSize()) {
      throw new IllegalArgumentException(
          "%s takes %d bytes, but the memory has %d"
              .formatted(shape, shape.byteSize(), segment.byteSize()));
    }
    return new ArrayLiteral(shape, segment, shape.dimensions());
  }

  /** A scalar of an integer type or {@code pred} (wrapped), or of a float type (rounded). */
  public static ArrayLiteral scalar(ElementType type, long value) {
    ArrayLiteral literal = allocate(ArrayShape.scalar(type));
    literal.setLong(0, value);
    return literal;
  }

  /**
   * A scalar of a float type (rounded once), a complex type (real part) or an integer type
   * (truncated).
   */
  public static ArrayLiteral scalar(ElementType type, double value) {
    ArrayLiteral literal = allocate(ArrayShape.scalar(type));
    literal.setDouble(0, value);
    return literal;
  }

  @Override
  public ArrayShape shape() {
    return shape;
  }

  public ElementType elementType() {
    return shape.elementType();
  }

  /** The elements as bytes, row major. */
  public MemorySegment segment() {
    return segment;
  }

  /** The number of elements at the bounds of the shape. */
  public long elementCount() {
    return shape.elementCount();
  }

  /** The runtime sizes of the dimensions: those of the shape but for dynamic dimensions. */
  public LongList sizes() {
    return sizes;
  }

  /** Whether some runtime size is below its bound. */
  public boolean isPartial() {
    return !sizes.equals(shape.dimensions());
  }

  /** The same memory with other runtime sizes, each at most the bound. */
  public ArrayLiteral withSizes(LongList newSizes) {
    return new ArrayLiteral(shape, segment, newSizes);
  }

  /**
   * The same memory under another shape (a row-major reshape, another layout, a type of the same
   * width).
   *
   * @throws IllegalArgumentException if the byte sizes differ
   */
  public ArrayLiteral withShape(ArrayShape newShape) {
    ArrayLiteral result = of(newShape, segment);
    return isPartial() && newShape.dimensions().equals(shape.dimensions())
        ? result.withSizes(sizes)
        : result;
  }

  /**
   * The element at a linear row-major index as an integer; floats are truncated toward zero as by
   * {@code (long)}.
   */
  public long getLong(long index) {
    return Elements.getLong(segment, shape.elementType(), index);
  }

  /**
   * The element as a {@code double}: exact for floats, the real part of complex values, rounded for
   * 64-bit integers.
   */
  public double getDouble(long index) {
    return Elements.getDouble(segment, shape.elementType(), index);
  }

  /** The imaginary part; 0 for real types. */
  public double getImaginary(long index) {
    return Elements.getImaginary(segment, shape.elementType(), index);
  }

  /** The element's bits, zero-extended. Not for {@code c128}, which has 128. */
  public long getBits(long index) {
    return Elements.getBits(segment, shape.elementType(), index);
  }

  /** Whether the element is not zero. */
  public boolean getBoolean(long index) {
    return getLong(index) != 0;
  }

  /**
   * Stores an integer, wrapped to the type (rounded for floats; imaginary part 0 for complex
   * types).
   */
  public void setLong(long index, long value) {
    Elements.setLong(segment, shape.elementType(), index, value);
  }

  /** Stores a number, rounded once to a float type, truncated and wrapped for an integer type. */
  public void setDouble(long index, double value) {
    Elements.setDouble(segment, shape.elementType(), index, value);
  }

  /** Stores a complex number. */
  public void setComplex(long index, double real, double imaginary) {
    Elements.setComplex(segment, shape.elementType(), index, real, imaginary);
  }

  /**
   * Stores the low bits of {@code bits} as they are (wrapped to the width). Not for {@code c128}.
   */
  public void setBits(long index, long bits) {
    Elements.setBits(segment, shape.elementType(), index, bits);
  }

  /** Whether both have equal shapes (layouts aside), runtime sizes and bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ArrayLiteral array
        && shape.isCompatible(array.shape)
        && sizes.equals(array.sizes)
        && segment.mismatch(array.segment) < 0;
  }

  @Override
  public int hashCode() {
    int hash = shape.hashCode();
    for (long i = 0; i < Math.min(8, elementCount()); i++) {
      hash = 31 * hash + Double.hashCode(getDouble(i));
    }
    return hash;
  }

  @Override
  public String toString() {
    return "literal of " + shape;
  }
}
