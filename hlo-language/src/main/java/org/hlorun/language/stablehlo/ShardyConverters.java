package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirOperation;

/**
 * Shardings of the dialect {@code sdy}, kept as XLA keeps them in HLO: in frontend attributes
 * {@code xla.sdy.sharding} of what they belong to, in calls that change nothing where only a value
 * is annotated, and the meshes in {@code xla.sdy.meshes} of the module.
 */
final class ShardyConverters {
  private static final String RESULT = "xla.sdy.FuncResultSharding";
  private static final String MESHES = "xla.sdy.meshes";

  private ShardyConverters() {}

  static void register(Map<String, Converter> table) {
    for (String name : List.of("sdy.sharding_constraint", "sdy.reshard")) {
      table.put(name, Converter.of(ShardyConverters::constraint));
    }
  }

  private static HloInstruction constraint(Op op) {
    MlirAttribute sharding =
        op.attribute("sharding").orElseThrow(() -> op.malformed("needs a sharding"));
    return annotated(
        op.builder(),
        op.operand(0),
        "Sharding",
        OperationAttributes.frontendAttributes(Map.of("sdy.sharding", sharding)));
  }

  /** A result of a function, with the sharding among its attributes if there is one. */
  static HloInstruction result(
      HloBuilder builder, HloInstruction value, Map<String, MlirAttribute> attributes) {
    MlirAttribute sharding = attributes.get("sdy.sharding");
    return sharding == null
        ? value
        : annotated(
            builder,
            value,
            RESULT,
            OperationAttributes.frontendAttributes(Map.of("sdy.sharding", sharding)));
  }

  private static HloInstruction annotated(
      HloBuilder builder, HloInstruction value, String target, Map<String, String> entries) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.CUSTOM_CALL_TARGET, target)
            .put(Attribute.FRONTEND_ATTRIBUTES, KeyValues.of(entries))
            .build();
    return builder.add(Opcode.CUSTOM_CALL, value.shape(), List.of(value), attributes);
  }

  /** The frontend attribute that lists the meshes of a module; none if there are none. */
  static Map<String, String> meshes(Map<String, MlirOperation> meshes) {
    TreeMap<String, String> texts = new TreeMap<>();
    meshes.forEach(
        (name, mesh) ->
            mesh.attribute("mesh").ifPresent(body -> texts.put(name, AttributeText.of(body))));
    if (texts.isEmpty()) {
      return Map.of();
    }
    StringBuilder all = new StringBuilder("{");
    texts.forEach(
        (name, text) ->
            all.append(all.length() == 1 ? "" : ", ").append(name).append(" = ").append(text));
    return Map.of(MESHES, all.append('}').toString());
  }
}
