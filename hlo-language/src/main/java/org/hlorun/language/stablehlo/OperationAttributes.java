package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.sharding.Sharding;

/** What any operation or argument may carry besides its own attributes. */
final class OperationAttributes {
  private static final String SHARDING = "mhlo.sharding";
  private static final String FRONTEND_ATTRIBUTES = "mhlo.frontend_attributes";

  /** Shardy's own attributes, and the frontend attributes that XLA keeps them in. */
  private static final Map<String, String> SHARDY =
      Map.of(
          "sdy.sharding", "xla.sdy.sharding",
          "sdy.sharding_rule", "xla.sdy.sharding_rule");

  private OperationAttributes() {}

  static void apply(Op op, List<HloInstruction> results) {
    if (results.size() == 1) {
      apply(op.operation().attributes(), results.getFirst());
    } else if (!results.isEmpty()
        && results.stream().allMatch(result -> isElementOf(result, results.getFirst()))) {
      apply(op.operation().attributes(), results.getFirst().operand(0));
    }
  }

  private static boolean isElementOf(HloInstruction result, HloInstruction other) {
    return result.opcode() == Opcode.GET_TUPLE_ELEMENT
        && other.opcode() == Opcode.GET_TUPLE_ELEMENT
        && result.operand(0) == other.operand(0);
  }

  /** Gives an instruction the sharding and the frontend attributes of a dictionary. */
  static void apply(Map<String, MlirAttribute> attributes, HloInstruction instruction) {
    if (attributes.get(SHARDING) instanceof StringAttribute(String text)) {
      instruction.set(Attribute.SHARDING, HloParser.parseSharding(text));
    }
    Map<String, String> strings = frontendAttributes(attributes);
    if (!strings.isEmpty()) {
      addFrontendAttributes(instruction, strings);
    }
  }

  /** The frontend attributes that a dictionary has, those for Shardy included. */
  static Map<String, String> frontendAttributes(Map<String, MlirAttribute> attributes) {
    TreeMap<String, String> strings = new TreeMap<>();
    if (attributes.get(FRONTEND_ATTRIBUTES) instanceof DictionaryAttribute(var entries)) {
      entries.forEach(
          (key, value) -> {
            if (value instanceof StringAttribute(String text)) {
              strings.put(key, text);
            }
          });
    }
    SHARDY.forEach(
        (from, to) -> {
          if (attributes.containsKey(from)) {
            strings.put(to, AttributeText.of(attributes.get(from)));
          }
        });
    return strings;
  }

  /** Adds to the frontend attributes that an instruction has. */
  static void addFrontendAttributes(HloInstruction instruction, Map<String, String> entries) {
    TreeMap<String, String> all = new TreeMap<>();
    instruction.find(Attribute.FRONTEND_ATTRIBUTES).ifPresent(old -> all.putAll(old.entries()));
    all.putAll(entries);
    instruction.set(Attribute.FRONTEND_ATTRIBUTES, new KeyValues(all));
  }

  /**
   * Gives the tuple of a function's results the shardings that they all have.
   *
   * @param results the attributes of the results
   */
  static void applyResultShardings(List<MlirAttribute> results, HloInstruction root) {
    List<Sharding> shardings = new ArrayList<>();
    for (MlirAttribute result : results) {
      if (result instanceof DictionaryAttribute(var entries)
          && entries.get(SHARDING) instanceof StringAttribute(String text)) {
        shardings.add(HloParser.parseSharding(text));
      }
    }
    boolean flat =
        root.opcode() == Opcode.TUPLE
            && root.operands().stream().noneMatch(operand -> operand.shape().isTuple());
    if (flat && shardings.size() == root.operandCount() && shardings.size() > 1) {
      root.set(Attribute.SHARDING, new Sharding.Tuple(shardings));
    }
  }
}
