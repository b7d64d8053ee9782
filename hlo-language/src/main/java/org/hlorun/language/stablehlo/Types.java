package org.hlorun.language.stablehlo;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Shapes of MLIR types. A quantized type has the shape of what it stores. */
final class Types {
  /** A result that is on its way: imported as the result itself. */
  private static final String FUTURE = "stablehlo.future";

  private Types() {}

  /**
   * The shape of a type; dimensions {@code ?} without a bound are unbounded dynamic ones.
   *
   * @throws HloException without a place if there is none
   */
  static Shape shape(MlirType type) {
    return switch (type) {
      case TensorType tensor -> arrayShape(tensor);
      case TupleType tuple -> new TupleShape(tuple.elements().stream().map(Types::shape).toList());
      case DialectType dialect when dialect.name().endsWith(".token") -> TokenShape.INSTANCE;
      case DialectType future when future.name().equals(FUTURE) ->
          HloBuilder.packed(future.types().stream().map(Types::shape).toList());
      case DialectType _, MlirType.FunctionType _, MlirType.UnrankedTensorType _ ->
          throw unknown(type);
      default -> ArrayShape.scalar(elementType(type));
    };
  }

  private static HloException unknown(MlirType type) {
    return HloException.of(DiagnosticCode.UNSUPPORTED, "HLO has no type for " + type, null);
  }

  /** The element type of a scalar type, of a quantized one that of its storage. */
  static ElementType elementType(MlirType type) {
    MlirType plain = type instanceof QuantizedType quantized ? quantized.storage() : type;
    return MlirElementTypes.of(plain).orElseThrow(() -> unknown(type));
  }

  private static ArrayShape arrayShape(TensorType tensor) {
    LongList written = tensor.dimensions();
    if (written.size() > ArrayShape.MAX_RANK) {
      throw HloException.of(
          DiagnosticCode.LIMIT,
          "an array has at most %d dimensions".formatted(ArrayShape.MAX_RANK),
          null);
    }
    LongList bounds = bounds(tensor);
    long[] sizes = written.toArray();
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == TensorType.DYNAMIC) {
        boolean bounded = d < bounds.size() && bounds.get(d) != TensorType.DYNAMIC;
        sizes[d] = bounded ? bounds.get(d) : ArrayShape.UNBOUNDED;
      }
    }
    ArrayShape shape = ArrayShape.of(elementType(tensor.element()), LongList.of(sizes));
    for (int d = 0; d < sizes.length; d++) {
      if (written.get(d) == TensorType.DYNAMIC) {
        shape = shape.withDynamic(d, true);
      }
    }
    return shape;
  }

  private static LongList bounds(TensorType tensor) {
    return tensor.encoding().orElse(null) instanceof MlirAttribute.DialectAttribute dialect
            && dialect.fields().get("bounds") instanceof MlirAttribute.DenseAttribute list
        ? list.toLongList()
        : LongList.empty();
  }

  /** The quantized element type of a type, or null. */
  static QuantizedType quantized(MlirType type) {
    return type instanceof TensorType tensor && tensor.element() instanceof QuantizedType quantized
        ? quantized
        : null;
  }

  /** Whether some size in the shape is unbounded. */
  static boolean isUnbounded(Shape shape) {
    return switch (shape) {
      case ArrayShape array -> array.hasUnboundedDimensions();
      case TupleShape tuple -> tuple.elements().stream().anyMatch(Types::isUnbounded);
      default -> false;
    };
  }

  /** Whether a value of shape {@code actual} may stand where the type says {@code declared}. */
  static boolean refines(Shape actual, Shape declared) {
    if (actual instanceof TupleShape a && declared instanceof TupleShape d) {
      boolean fits = a.size() == d.size();
      for (int i = 0; fits && i < a.size(); i++) {
        fits = refines(a.element(i), d.element(i));
      }
      return fits;
    }
    if (!(actual instanceof ArrayShape a && declared instanceof ArrayShape d)) {
      return actual.isCompatible(declared);
    }
    boolean fits = a.elementType() == d.elementType() && a.rank() == d.rank();
    for (int i = 0; fits && i < a.rank(); i++) {
      fits =
          d.dimension(i) == ArrayShape.UNBOUNDED
              || (d.isDynamic(i)
                  ? a.dimension(i) <= d.dimension(i)
                  : a.dimension(i) == d.dimension(i));
    }
    return fits;
  }
}
