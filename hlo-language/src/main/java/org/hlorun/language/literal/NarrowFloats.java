package org.hlorun.language.literal;

import java.util.EnumMap;
import java.util.Map;
import org.hlorun.language.shape.ElementType;

/** Decoding tables of the float types of at most 8 bits. */
final class NarrowFloats {
  private static final Map<ElementType, double[]> TABLES = new EnumMap<>(ElementType.class);

  static {
    for (ElementType type : ElementType.values()) {
      if (type.isFloat() && type.bitWidth() <= 8) {
        double[] table = new double[256];
        for (int bits = 0; bits < 256; bits++) {
          table[bits] = type.floatFormat().decode(bits & ((1 << type.bitWidth()) - 1));
        }
        TABLES.put(type, table);
      }
    }
  }

  private NarrowFloats() {}

  /** The values of all 256 byte patterns, or null for other types. */
  static double[] decodeTable(ElementType type) {
    return TABLES.get(type);
  }
}
