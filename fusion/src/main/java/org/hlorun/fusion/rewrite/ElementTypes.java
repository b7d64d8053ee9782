package org.hlorun.fusion.rewrite;

import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Relations between element types. */
public final class ElementTypes {
  private ElementTypes() {}

  /** Whether every value of {@code narrow} has its own representation in {@code wide}. */
  public static boolean holds(ElementType wide, ElementType narrow) {
    if (wide == narrow) {
      return true;
    }
    if (narrow.isPred()) {
      return wide.isInteger() && wide.bitWidth() >= 8;
    }
    if (narrow.isInteger() && wide.isInteger()) {
      return wide.isSigned() == narrow.isSigned()
          ? wide.bitWidth() >= narrow.bitWidth()
          : wide.isSigned() && wide.bitWidth() > narrow.bitWidth();
    }
    if (narrow.isFloat() && narrow.bitWidth() <= 8 && wide.isFloat()) {
      return holdsEveryValue(wide.floatFormat(), narrow.floatFormat());
    }
    return switch (narrow) { // the wider floats have more digits and at least the exponents
      case F16, BF16 -> wide == ElementType.F32 || wide == ElementType.F64;
      case F32 -> wide == ElementType.F64;
      default -> false;
    };
  }

  /** Of formats of so few bits the values can be counted. */
  private static boolean holdsEveryValue(FloatFormat wide, FloatFormat narrow) {
    for (long bits = 0; bits < 1L << narrow.bitWidth(); bits++) {
      double value = narrow.decode(bits);
      if (Double.compare(wide.round(value), value) != 0) {
        return false; // NaNs compare as equal, zeros of different sign do not
      }
    }
    return true;
  }
}
