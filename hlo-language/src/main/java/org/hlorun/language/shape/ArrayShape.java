package org.hlorun.language.shape;

import java.util.Objects;
import org.hlorun.language.collection.LongList;

/**
 * The shape of an array: element type, dimensions (row-major significance: the last dimension is
 * the fastest in the default layout), which of them are dynamic, and the physical layout.
 *
 * <p>A dynamic dimension {@code <=N} has size {@code N}, its bound, and a dynamic mark; an
 * unbounded one {@code ?} has size {@link #UNBOUNDED} and the mark. Layout never changes logical
 * values.
 */
public final class ArrayShape implements Shape {
  /** The size of an unbounded dynamic dimension. */
  public static final long UNBOUNDED = Long.MIN_VALUE;

  private final ElementType elementType;
  private final LongList dimensions;
  private final long dynamicMask;
  private final Layout layout;

  /** The number of elements once it has been asked for, else -1. */
  private long elementCount = -1;

  private ArrayShape(
      ElementType elementType, LongList dimensions, long dynamicMask, Layout layout) {
    this.elementType = Objects.requireNonNull(elementType);
    this.dimensions = Objects.requireNonNull(dimensions);
    this.dynamicMask = dynamicMask;
    this.layout = Objects.requireNonNull(layout);
    if (dimensions.size() > MAX_RANK) {
      throw new IllegalArgumentException(
          "rank " + dimensions.size() + " is above the limit " + MAX_RANK);
    }
    if (layout.minorToMajor().size() != dimensions.size()) {
      throw new IllegalArgumentException(
          "Dimensions size is %d, but minor to major size is %d."
              .formatted(dimensions.size(), layout.minorToMajor().size()));
    }
  }

  /** The largest rank that is accepted. */
  public static final int MAX_RANK = 63;

  /** A static array shape of the default layout. */
  public static ArrayShape of(ElementType elementType, long... dimensions) {
    return of(elementType, LongList.of(dimensions));
  }

  /** A static array shape of the default layout. */
  public static ArrayShape of(ElementType elementType, LongList dimensions) {
    return new ArrayShape(
        elementType, dimensions, 0, Layout.rowMajor(Math.min(dimensions.size(), MAX_RANK)));
  }

  /** A scalar shape. */
  public static ArrayShape scalar(ElementType elementType) {
    return of(elementType);
  }

  public ElementType elementType() {
    return elementType;
  }

  public int rank() {
    return dimensions.size();
  }

  /**
   * The sizes: static sizes, bounds of bounded dynamic dimensions, {@link #UNBOUNDED} for unbounded
   * ones.
   */
  public LongList dimensions() {
    return dimensions;
  }

  /** The size or bound of one dimension. */
  public long dimension(int index) {
    return dimensions.get(index);
  }

  /** Whether a dimension is marked dynamic. */
  public boolean isDynamic(int index) {
    return (dynamicMask >>> index & 1) != 0;
  }

  /** Whether some dimension is marked dynamic. */
  public boolean hasDynamicDimensions() {
    return dynamicMask != 0;
  }

  /** Whether some dimension is unbounded. */
  public boolean hasUnboundedDimensions() {
    return dimensions.contains(UNBOUNDED);
  }

  public Layout layout() {
    return layout;
  }

  /**
   * The number of elements (at the bounds of dynamic dimensions).
   *
   * @throws ArithmeticException if it exceeds 2^63 - 1 or a dimension is unbounded
   */
  public long elementCount() {
    if (elementCount < 0) {
      elementCount = countElements(); // a benign race: equal values
    }
    return elementCount;
  }

  private long countElements() {
    long count = 1;
    boolean zero = false;
    for (int i = 0; i < dimensions.size(); i++) {
      long size = dimensions.get(i);
      if (size < 0) {
        throw new ArithmeticException("the element count of " + this + " is unbounded");
      }
      zero |= size == 0;
      if (size != 0) {
        count = Math.multiplyExact(count, size);
      }
    }
    return zero ? 0 : count;
  }

  /**
   * The bytes of a literal of this shape.
   *
   * @throws ArithmeticException as {@link #elementCount()}
   */
  public long byteSize() {
    return Math.multiplyExact(elementCount(), (long) elementType.byteSize());
  }

  public ArrayShape withLayout(Layout newLayout) {
    return newLayout.equals(layout)
        ? this
        : new ArrayShape(elementType, dimensions, dynamicMask, newLayout);
  }

  public ArrayShape withElementType(ElementType newType) {
    return new ArrayShape(newType, dimensions, dynamicMask, layout);
  }

  /** The same element type with other, static dimensions and the default layout. */
  public ArrayShape withDimensions(LongList newDimensions) {
    return of(elementType, newDimensions);
  }

  /** This shape with the dynamic mark of a dimension set or cleared. */
  public ArrayShape withDynamic(int index, boolean dynamic) {
    long mask = dynamic ? dynamicMask | 1L << index : dynamicMask & ~(1L << index);
    return new ArrayShape(elementType, dimensions, mask, layout);
  }

  @Override
  public ArrayShape withDefaultLayout() {
    return withLayout(Layout.rowMajor(rank()));
  }

  @Override
  public boolean isCompatible(Shape other) {
    return other instanceof ArrayShape array
        && elementType == array.elementType
        && dimensions.equals(array.dimensions);
  }

  @Override
  public String text(boolean withLayout) {
    StringBuilder text = new StringBuilder(elementType.text()).append('[');
    for (int i = 0; i < rank(); i++) {
      if (i > 0) {
        text.append(',');
      }
      if (dimensions.get(i) == UNBOUNDED) {
        text.append('?');
      } else {
        text.append(isDynamic(i) ? "<=" : "").append(dimensions.get(i));
      }
    }
    text.append(']');
    if (withLayout) {
      text.append(layout.text());
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof ArrayShape array
            && elementType == array.elementType
            && dynamicMask == array.dynamicMask
            && dimensions.equals(array.dimensions)
            && layout.equals(array.layout);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * elementType.hashCode() + dimensions.hashCode()) + Long.hashCode(dynamicMask);
  }

  @Override
  public String toString() {
    return text(true);
  }
}
