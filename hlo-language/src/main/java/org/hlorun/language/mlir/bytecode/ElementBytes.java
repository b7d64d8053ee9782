package org.hlorun.language.mlir.bytecode;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.RawElements;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** The elements of tensors as they stand in a file. */
final class ElementBytes {
  private ElementBytes() {}

  /**
   * The elements of a type.
   *
   * @param offset where the attribute stands, for errors
   * @param bytes its bytes
   */
  static DenseAttribute read(TensorType type, int offset, Cursor bytes) {
    ArrayShape shape = shape(type, offset, bytes);
    String data = bytes.rest();
    if (shape.elementType().isPred()
        && shape.elementCount() > 8L * Math.max(1, data.length())
        && data.length() != 1) {
      throw size(type, offset, bytes);
    }
    MemorySegment segment = MemorySegment.ofArray(data.getBytes(StandardCharsets.ISO_8859_1));
    return RawElements.of(type, shape, segment).orElseThrow(() -> size(type, offset, bytes));
  }

  /** The elements of {@code array<type: ...>}. */
  static DenseAttribute array(MlirType element, long count, int offset, Cursor bytes) {
    if (count < 0 || count > bytes.remaining()) {
      throw bytes.error(offset, "an array has fewer bytes than elements");
    }
    return read(new TensorType(LongList.of(count), element, Optional.empty()), offset, bytes);
  }

  private static HloException size(TensorType type, int offset, Cursor bytes) {
    return bytes.error(
        offset,
        DiagnosticCode.LITERAL,
        "the data of an elements attribute do not have the size of its type "
            + MlirPrinter.print(type),
        null);
  }

  private static ArrayShape shape(TensorType type, int offset, Cursor bytes) {
    Optional<ElementType> element = MlirElementTypes.of(type.element());
    if (element.isEmpty()) {
      throw bytes.error(
          offset,
          DiagnosticCode.LITERAL,
          "elements of type " + MlirPrinter.print(type.element()) + " are not supported",
          null);
    }
    boolean fits = type.dimensions().size() <= ArrayShape.MAX_RANK;
    for (int i = 0; fits && i < type.dimensions().size(); i++) {
      fits = type.dimensions().get(i) >= 0;
    }
    if (!fits) {
      throw size(type, offset, bytes);
    }
    ArrayShape shape = ArrayShape.of(element.get(), type.dimensions());
    try {
      shape.byteSize();
    } catch (ArithmeticException e) {
      throw size(type, offset, bytes);
    }
    return shape;
  }
}
