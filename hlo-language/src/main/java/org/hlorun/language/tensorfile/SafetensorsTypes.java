package org.hlorun.language.tensorfile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.shape.ElementType;

/** The names of element types in safetensors. */
final class SafetensorsTypes {
  private static final Map<String, ElementType> BY_NAME =
      Map.ofEntries(
          Map.entry("BOOL", ElementType.PRED),
          Map.entry("I8", ElementType.S8),
          Map.entry("I16", ElementType.S16),
          Map.entry("I32", ElementType.S32),
          Map.entry("I64", ElementType.S64),
          Map.entry("U8", ElementType.U8),
          Map.entry("U16", ElementType.U16),
          Map.entry("U32", ElementType.U32),
          Map.entry("U64", ElementType.U64),
          Map.entry("F8_E5M2", ElementType.F8E5M2),
          Map.entry("F8_E4M3", ElementType.F8E4M3FN),
          Map.entry("F8_E5M2FNUZ", ElementType.F8E5M2FNUZ),
          Map.entry("F8_E4M3FNUZ", ElementType.F8E4M3FNUZ),
          Map.entry("F8_E8M0", ElementType.F8E8M0FNU),
          Map.entry("F16", ElementType.F16),
          Map.entry("BF16", ElementType.BF16),
          Map.entry("F32", ElementType.F32),
          Map.entry("F64", ElementType.F64),
          Map.entry("C64", ElementType.C64));

  /** Types of which a byte holds more or less than one element. */
  private static final Set<String> PACKED = Set.of("F4", "F6_E2M3", "F6_E3M2");

  private SafetensorsTypes() {}

  static Optional<ElementType> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Optional<String> nameOf(ElementType type) {
    return BY_NAME.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .findFirst()
        .map(Map.Entry::getKey);
  }

  static boolean isPacked(String name) {
    return PACKED.contains(name);
  }
}
