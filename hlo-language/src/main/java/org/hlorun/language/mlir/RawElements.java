package org.hlorun.language.mlir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Elements as bytes: row major, little endian, one after the other, those of less than a byte in a
 * byte each. {@code i1} elements are a byte each or a bit each, the lowest bit first. The bytes of
 * one element alone are a splat.
 */
public final class RawElements {
  private RawElements() {}

  /**
   * The elements of a tensor.
   *
   * @param type the type of the tensor
   * @param shape the same as a shape of literals
   * @param data the bytes, which are copied
   * @return empty if there are not as many bytes as the type needs
   */
  public static Optional<DenseAttribute> of(TensorType type, ArrayShape shape, MemorySegment data) {
    ElementType element = shape.elementType();
    long count = shape.elementCount();
    long bytes = data.byteSize();
    if (element.isPred() && bytes != count && bytes == (count + 7) / 8) {
      ArrayLiteral values = ArrayLiteral.allocate(shape);
      for (long i = 0; i < count; i++) {
        values.setBits(i, data.get(ValueLayout.JAVA_BYTE, i / 8) >>> (i % 8) & 1);
      }
      return Optional.of(new DenseAttribute(type, values, false));
    }
    boolean splat = bytes == element.byteSize() && count != 1;
    if (!splat && bytes != shape.byteSize()) {
      return Optional.empty();
    }
    ArrayLiteral values = ArrayLiteral.allocate(splat ? ArrayShape.scalar(element) : shape);
    values.segment().copyFrom(data);
    canonicalise(values);
    return Optional.of(new DenseAttribute(type, values, splat));
  }

  /** Sets the unused bits of elements of less than a byte as literals have them. */
  private static void canonicalise(ArrayLiteral values) {
    ElementType type = values.elementType();
    if (type.isPred()) {
      for (long i = 0; i < values.elementCount(); i++) {
        values.setBits(i, values.segment().get(ValueLayout.JAVA_BYTE, i) == 0 ? 0 : 1);
      }
    } else if (type.bitWidth() < 8) {
      for (long i = 0; i < values.elementCount(); i++) {
        values.setBits(i, values.getBits(i));
      }
    }
  }
}
