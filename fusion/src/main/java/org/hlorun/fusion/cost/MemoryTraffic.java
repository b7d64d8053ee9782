package org.hlorun.fusion.cost;

import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** The bytes of values in memory. */
public final class MemoryTraffic {
  private MemoryTraffic() {}

  /** The bytes of a value of this shape; 0 for tokens and opaque values. */
  public static double bytes(Shape shape) {
    return switch (shape) {
      case ArrayShape array -> (double) array.elementCount() * array.elementType().byteSize();
      case TupleShape tuple -> tuple.elements().stream().mapToDouble(MemoryTraffic::bytes).sum();
      default -> 0;
    };
  }
}
