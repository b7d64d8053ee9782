package org.hlorun.language.tensorfile;

import java.util.Map;
import java.util.Optional;
import org.hlorun.language.shape.ElementType;

/**
 * NumPy's names of element types, as {@code dtype.str} gives them: a byte order, a letter for the
 * kind, the bytes per element. The types of the Python package ml_dtypes have names of their own
 * only in part: {@code bfloat16} is {@code V2}, {@code float8_e5m2} is {@code f1}, and all others
 * are {@code V1}, one byte per element.
 */
final class NumpyTypes {
  private static final Map<String, ElementType> BY_NAME =
      Map.ofEntries(
          Map.entry("b1", ElementType.PRED),
          Map.entry("i1", ElementType.S8),
          Map.entry("i2", ElementType.S16),
          Map.entry("i4", ElementType.S32),
          Map.entry("i8", ElementType.S64),
          Map.entry("u1", ElementType.U8),
          Map.entry("u2", ElementType.U16),
          Map.entry("u4", ElementType.U32),
          Map.entry("u8", ElementType.U64),
          Map.entry("f1", ElementType.F8E5M2),
          Map.entry("f2", ElementType.F16),
          Map.entry("f4", ElementType.F32),
          Map.entry("f8", ElementType.F64),
          Map.entry("c8", ElementType.C64),
          Map.entry("c16", ElementType.C128),
          Map.entry("V2", ElementType.BF16));

  private static final String ANY_BYTE = "V1";

  private NumpyTypes() {}

  /** The name, byte order first, that NumPy writes on a little-endian machine. */
  static String nameOf(ElementType type) {
    return BY_NAME.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .findFirst()
        .map(entry -> (hasByteOrder(type) ? "<" : "|") + entry.getKey())
        .orElse("<" + ANY_BYTE);
  }

  /** Whether NumPy gives the type a byte order; it gives one to {@code f1}. */
  private static boolean hasByteOrder(ElementType type) {
    return switch (type) {
      case PRED, S8, U8 -> false;
      default -> true;
    };
  }

  /** The type of a name without byte order, if it says which. */
  static Optional<ElementType> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether the name is that of all one-byte types that have no name of their own. */
  static boolean isAmbiguous(String name) {
    return name.equals(ANY_BYTE);
  }

  /** Whether a type is called by the ambiguous name. */
  static boolean hasAmbiguousName(ElementType type) {
    return !BY_NAME.containsValue(type);
  }
}
