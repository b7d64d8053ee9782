package org.hlorun.benchmarks.xla;

import java.util.Map;
import java.util.Optional;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The type of a tensor at the border of a program.
 *
 * @param code TensorFlow's number of the element type ({@code TF_DataType} in {@code
 *     tf_datatype.h})
 * @param dimensions the sizes
 * @param bytes the size in memory
 */
record TensorType(int code, long[] dimensions, long bytes) {
  private static final Map<ElementType, Integer> CODES =
      Map.ofEntries(
          Map.entry(ElementType.F32, 1),
          Map.entry(ElementType.F64, 2),
          Map.entry(ElementType.S32, 3),
          Map.entry(ElementType.U8, 4),
          Map.entry(ElementType.S16, 5),
          Map.entry(ElementType.S8, 6),
          Map.entry(ElementType.C64, 8),
          Map.entry(ElementType.S64, 9),
          Map.entry(ElementType.PRED, 10),
          Map.entry(ElementType.BF16, 14),
          Map.entry(ElementType.U16, 17),
          Map.entry(ElementType.C128, 18),
          Map.entry(ElementType.F16, 19),
          Map.entry(ElementType.U32, 22),
          Map.entry(ElementType.U64, 23));

  /** The tensor type of an array, unless TensorFlow has none. */
  static Optional<TensorType> of(ArrayShape shape) {
    return Optional.ofNullable(CODES.get(shape.elementType()))
        .map(code -> new TensorType(code, shape.dimensions().toArray(), shape.byteSize()));
  }

  /** The form that {@link #parse} reads: code, bytes and sizes, separated by commas. */
  String text() {
    StringBuilder text = new StringBuilder().append(code).append(',').append(bytes);
    for (long dimension : dimensions) {
      text.append(',').append(dimension);
    }
    return text.toString();
  }

  static TensorType parse(String text) {
    String[] parts = text.split(",");
    long[] dimensions = new long[parts.length - 2];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = Long.parseLong(parts[i + 2]);
    }
    return new TensorType(Integer.parseInt(parts[0]), dimensions, Long.parseLong(parts[1]));
  }
}
