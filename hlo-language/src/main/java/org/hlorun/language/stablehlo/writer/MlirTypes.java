package org.hlorun.language.stablehlo.writer;

import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** MLIR types of shapes. Layouts are left out; bounds of dynamic dimensions are an encoding. */
final class MlirTypes {
  static final MlirType I32 = new IntegerType(32, Signedness.SIGNLESS);
  static final MlirType I64 = new IntegerType(64, Signedness.SIGNLESS);
  static final MlirType TOKEN =
      new DialectType("stablehlo.token", "", java.util.List.<MlirType>of());

  private MlirTypes() {}

  /**
   * The type of a value.
   *
   * @throws HloException without a place if StableHLO has none
   */
  static MlirType of(Shape shape) {
    return switch (shape) {
      case ArrayShape array -> tensor(array);
      case TupleShape tuple -> new TupleType(tuple.elements().stream().map(MlirTypes::of).toList());
      case TokenShape _ -> TOKEN;
      default -> throw unknown(shape.text(false));
    };
  }

  private static HloException unknown(String type) {
    return HloException.of(DiagnosticCode.UNSUPPORTED, "StableHLO has no type for " + type, null);
  }

  static TensorType tensor(ArrayShape shape) {
    long[] sizes = shape.dimensions().toArray();
    long[] bounds = new long[sizes.length];
    boolean bounded = false;
    for (int d = 0; d < sizes.length; d++) {
      bounds[d] = TensorType.DYNAMIC;
      if (shape.isDynamic(d)) {
        boolean hasBound = sizes[d] != ArrayShape.UNBOUNDED;
        bounds[d] = hasBound ? sizes[d] : TensorType.DYNAMIC;
        bounded |= hasBound;
        sizes[d] = TensorType.DYNAMIC;
      }
    }
    Optional<MlirAttribute> encoding =
        bounded
            ? Optional.of(
                new DialectAttribute(
                    "stablehlo.bounds",
                    java.util.Map.of("bounds", MlirAttributes.list(LongList.of(bounds))),
                    ""))
            : Optional.empty();
    return new TensorType(LongList.of(sizes), element(shape.elementType()), encoding);
  }

  /** A vector of 64-bit integers. */
  static TensorType vector(long size) {
    return new TensorType(LongList.of(size), I64, Optional.empty());
  }

  static MlirType element(ElementType type) {
    return switch (type) {
      case PRED -> new IntegerType(1, Signedness.SIGNLESS);
      case S1, U1 -> throw unknown(type.text());
      case C64 -> new ComplexType(new FloatType("f32"));
      case C128 -> new ComplexType(new FloatType("f64"));
      default ->
          switch (type.kind()) {
            case SIGNED -> new IntegerType(type.bitWidth(), Signedness.SIGNLESS);
            case UNSIGNED -> new IntegerType(type.bitWidth(), Signedness.UNSIGNED);
            default -> new FloatType(floatName(type.name()));
          };
    };
  }

  /** The words of MLIR are those of HLO with capitals: {@code f8E4M3FN}. */
  private static String floatName(String name) {
    return name.startsWith("F") ? "f" + name.substring(1) : "bf16";
  }
}
