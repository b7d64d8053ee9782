package org.hlorun.language.stablehlo.writer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.shape.ElementType;

/** Opcodes that work element by element. */
final class ElementwiseExporters {
  /** Those that are operations of CHLO. */
  private static final List<Opcode> CHLO =
      List.of(
          Opcode.ACOS,
          Opcode.ACOSH,
          Opcode.ASIN,
          Opcode.ASINH,
          Opcode.ATANH,
          Opcode.COSH,
          Opcode.ERF,
          Opcode.MULHI,
          Opcode.SINH);

  private ElementwiseExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    for (Opcode opcode : Opcode.values()) {
      if (opcode.isElementwise()) {
        table.put(opcode, s -> s.add("stablehlo." + s.shortName(), accuracy(s)));
      }
    }
    table.remove(Opcode.STOCHASTIC_CONVERT);
    for (Opcode opcode : CHLO) {
      table.put(opcode, ElementwiseExporters::chlo);
    }
    // The value is the same; where it is stored is not StableHLO's business.
    table.put(Opcode.COPY, s -> s.value(0));
    table.put(Opcode.COMPARE, ElementwiseExporters::compare);
    table.put(
        Opcode.REDUCE_PRECISION,
        s ->
            s.add(
                "stablehlo.reduce_precision",
                Map.of(
                    "exponent_bits", MlirAttributes.i32(s.get(Attribute.EXPONENT_BITS)),
                    "mantissa_bits", MlirAttributes.i32(s.get(Attribute.MANTISSA_BITS)))));
  }

  private static Value chlo(Source source) {
    source.refuse(Attribute.RESULT_ACCURACY);
    return source.add("chlo." + source.shortName());
  }

  private static Map<String, MlirAttribute> accuracy(Source source) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    source
        .find(Attribute.RESULT_ACCURACY)
        .ifPresent(accuracy -> attributes.put("result_accuracy", accuracy(accuracy)));
    return attributes;
  }

  private static MlirAttribute accuracy(ResultAccuracy accuracy) {
    ResultAccuracy.Tolerance tolerance = accuracy.tolerance();
    String mode = tolerance != null ? "TOLERANCE" : accuracy.mode().text().toUpperCase(Locale.ROOT);
    return MlirAttributes.struct(
        "stablehlo.result_accuracy",
        "atol",
        number(tolerance == null ? 0 : tolerance.atol()),
        "rtol",
        number(tolerance == null ? 0 : tolerance.rtol()),
        "ulps",
        tolerance == null ? 0 : tolerance.ulps(),
        "mode",
        MlirAttributes.word("result_accuracy_mode", mode));
  }

  private static MlirAttribute number(double value) {
    return new FloatAttribute(value, new FloatType("f64"));
  }

  private static Value compare(Source source) {
    ElementType type = source.array(0).elementType();
    ComparisonType natural =
        switch (type.kind()) {
          case FLOAT, COMPLEX -> ComparisonType.FLOAT;
          case SIGNED -> ComparisonType.SIGNED;
          case PRED, UNSIGNED -> ComparisonType.UNSIGNED;
        };
    ComparisonType comparison = source.find(Attribute.COMPARISON_TYPE).orElse(natural);
    return source.add(
        "stablehlo.compare",
        Map.of(
            "comparison_direction",
            MlirAttributes.word("comparison_direction", source.get(Attribute.DIRECTION).text()),
            "compare_type",
            MlirAttributes.word("comparison_type", comparison.text())));
  }
}
