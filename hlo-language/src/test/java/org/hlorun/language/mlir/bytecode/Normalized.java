package org.hlorun.language.mlir.bytecode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.shape.ArrayShape;

/**
 * Operations without what texts may write in several ways: equal elements are a splat, and
 * attributes that say no more than their default are absent.
 */
final class Normalized {
  private static final String DEFAULT_ACCURACY =
      "#stablehlo.result_accuracy<atol = 0.0 : f64, rtol = 0.0 : f64, ulps = 0,"
          + " mode = #stablehlo.result_accuracy_mode<DEFAULT>>";

  private Normalized() {}

  static MlirOperation of(MlirOperation operation) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    operation
        .attributes()
        .forEach(
            (key, value) -> {
              if (!isDefault(key, value)) {
                attributes.put(key, of(value));
              }
            });
    return new MlirOperation(
        operation.name(),
        operation.operands(),
        operation.results(),
        attributes,
        operation.regions().stream().map(Normalized::of).toList(),
        operation.location(),
        operation.offset());
  }

  private static MlirRegion of(MlirRegion region) {
    return new MlirRegion(
        region.blocks().stream()
            .map(
                block ->
                    new MlirBlock(
                        block.arguments(),
                        block.operations().stream().map(Normalized::of).toList()))
            .toList());
  }

  private static boolean isDefault(String key, MlirAttribute value) {
    return switch (key) {
      case "api_version" -> value.equals(Scalars.i32(1));
      case "result_layouts" -> value.equals(new ArrayAttribute(List.of()));
      case "result_accuracy" ->
          value instanceof DialectAttribute && MlirPrinter.print(value).equals(DEFAULT_ACCURACY);
      default -> false;
    };
  }

  private static MlirAttribute of(MlirAttribute value) {
    return switch (value) {
      case ArrayAttribute(var elements) ->
          new ArrayAttribute(elements.stream().map(Normalized::of).toList());
      case DenseAttribute dense -> splat(dense);
      default -> value;
    };
  }

  private static DenseAttribute splat(DenseAttribute dense) {
    ArrayLiteral values = dense.values();
    boolean all = !dense.splat() && values.elementCount() > 0 && !values.elementType().isComplex();
    for (long i = 1; all && i < values.elementCount(); i++) {
      all = values.getBits(i) == values.getBits(0);
    }
    if (!all) {
      return dense;
    }
    ArrayLiteral value = ArrayLiteral.allocate(ArrayShape.scalar(values.elementType()));
    value.setBits(0, values.getBits(0));
    return new DenseAttribute(dense.type(), value, true);
  }
}
