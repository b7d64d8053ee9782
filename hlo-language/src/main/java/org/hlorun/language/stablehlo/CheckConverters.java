package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Checks of test programs. They become custom calls of {@code (actual, expected)} with the name of
 * the check as target and its tolerance as backend_config.
 */
final class CheckConverters {
  private static final String EQ = "check.expect_eq";
  private static final String ALMOST_EQ = "check.expect_almost_eq";
  private static final String CLOSE = "check.expect_close";

  private CheckConverters() {}

  static void register(Map<String, Converter> table) {
    table.put(EQ, op -> check(op, EQ, op.operand(0), op.operand(1), ""));
    table.put(EQ + "_const", op -> check(op, EQ, op.operand(0), value(op), ""));
    table.put(
        ALMOST_EQ, op -> check(op, ALMOST_EQ, op.operand(0), op.operand(1), tolerance(op, 1e-3)));
    table.put(
        ALMOST_EQ + "_const",
        op -> check(op, ALMOST_EQ, op.operand(0), value(op), tolerance(op, 1e-4)));
    table.put(CLOSE, op -> check(op, CLOSE, op.operand(0), op.operand(1), ulps(op)));
    table.put("check.eq", op -> check(op, EQ, op.operand(0), value(op), ""));
    table.put(
        "check.almost_eq",
        op -> check(op, ALMOST_EQ, op.operand(0), value(op), tolerance(op, 1e-4)));
    // Comparisons with files are for the tools that write the files.
    table.put("check.expect_serialized_eq", op -> List.of());
    table.put("interpreter.probe", Converter.of(op -> op.operand(0)));
    table.put("interpreter.print", op -> List.of());
  }

  /** A check written as a custom call of StableHLO. */
  static Converter customCall(String target) {
    return switch (target) {
      case EQ -> op -> check(op, EQ, op.operand(0), op.operand(1), "");
      case ALMOST_EQ ->
          op -> check(op, ALMOST_EQ, op.operand(0), op.operand(1), tolerance(op, 1e-3));
      case CLOSE -> op -> check(op, CLOSE, op.operand(0), op.operand(1), ulps(op));
      // Here the expected value comes first.
      default -> op -> check(op, target, op.operand(1), op.operand(0), tolerance(op, 1e-4));
    };
  }

  private static HloInstruction value(Op op) {
    if (op.attribute("value").orElse(null) instanceof DenseAttribute dense) {
      return MovementConverters.dense(op, dense);
    }
    throw op.malformed("needs an array as attribute value");
  }

  private static String tolerance(Op op, double absent) {
    double tolerance = op.attribute("tolerance").isPresent() ? op.number("tolerance") : absent;
    return "{\"tolerance\":%s}".formatted(tolerance);
  }

  private static String ulps(Op op) {
    return "{\"max_ulp_difference\":%d,\"min_ulp_difference\":%d}"
        .formatted(op.integer("max_ulp_difference", 3), op.integer("min_ulp_difference", 0));
  }

  private static List<HloInstruction> check(
      Op op, String target, HloInstruction actual, HloInstruction expected, String config) {
    int results = op.operation().results().size();
    Shape shape = results == 1 ? op.resultShape(0) : TupleShape.of();
    Attributes.Builder attributes =
        Attributes.builder()
            .put(Attribute.CUSTOM_CALL_TARGET, target)
            .put(Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT, true);
    if (!config.isEmpty()) {
      attributes.put(Attribute.BACKEND_CONFIG, config);
    }
    HloInstruction check =
        op.builder().add(Opcode.CUSTOM_CALL, shape, List.of(actual, expected), attributes.build());
    return results == 1 ? List.of(check) : List.of();
  }
}
