package org.hlorun.language.mlir;

import java.util.Locale;
import java.util.Optional;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.shape.ElementType;

/** Which element type of literals holds the elements of an MLIR type. */
public final class MlirElementTypes {
  private MlirElementTypes() {}

  /**
   * The element type: {@code i1} is {@code pred}, other signless and signed integers are signed,
   * {@code index} is {@code s64}. Empty for types that literals do not have, such as {@code i3},
   * {@code tf32} and quantized types.
   */
  public static Optional<ElementType> of(MlirType type) {
    return switch (type) {
      case IntegerType integer when integer.equals(new IntegerType(1, Signedness.SIGNLESS)) ->
          Optional.of(ElementType.PRED);
      case IntegerType integer ->
          ElementType.of(
              (integer.signedness() == Signedness.UNSIGNED ? "u" : "s") + integer.width());
      case IndexType _ -> Optional.of(ElementType.S64);
      case FloatType f ->
          ElementType.of(f.name().toLowerCase(Locale.ROOT)).filter(ElementType::isFloat);
      case ComplexType complex ->
          switch (of(complex.element()).orElse(null)) {
            case F32 -> Optional.of(ElementType.C64);
            case F64 -> Optional.of(ElementType.C128);
            case null, default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }
}
