package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;

/** Custom calls that stand for an operation: their targets, and what becomes of them. */
final class CustomCallTargets {
  private static final Map<String, Converter> TABLE = new HashMap<>();

  static {
    TABLE.put("shape_assertion", CustomCallTargets::shapeAssertion);
    TABLE.put("stablehlo.dynamic_rng_bit_generator", RandomConverters::dynamicBitGenerator);
    TABLE.put("stablehlo.dynamic_reduce_window", ReductionConverters::dynamicReduceWindow);
    TABLE.put(
        "stablehlo.dynamic_top_k", op -> topK(op, DynamicConverters.known(op, 1).get(0), true));
    TABLE.put("mhlo.topk", CustomCallTargets::topK);
    TABLE.put("ApproxTopK", ApproximateTopK::convert);
    TABLE.put("stablehlo.dynamic_approx_top_k", ApproximateTopK::convertDynamic);
    TABLE.put("ragged_all_to_all", CollectiveConverters::raggedAllToAll);
    for (Opcode opcode :
        List.of(
            Opcode.ACOS,
            Opcode.ACOSH,
            Opcode.ASIN,
            Opcode.ASINH,
            Opcode.ATANH,
            Opcode.COSH,
            Opcode.ERF,
            Opcode.SINH,
            Opcode.TAN)) {
      TABLE.put("mhlo." + opcode.mnemonic(), ElementwiseConverters.plain(opcode));
    }
    for (String check : List.of("expect_eq", "expect_close", "expect_almost_eq", "eq")) {
      TABLE.put("check." + check, CheckConverters.customCall("check." + check));
    }
  }

  private CustomCallTargets() {}

  /** The converter of a target, or null if it is just a custom call. */
  static Converter find(String target) {
    return TABLE.get(target);
  }

  /** {@code @shape_assertion(condition, numbers...)}: must hold once the shapes are known. */
  private static List<HloInstruction> shapeAssertion(Op op) {
    LongList condition = DynamicConverters.known(op, 0);
    if (condition.get(0) == 0) {
      String message = op.string("error_message", "the assertion does not hold");
      for (int i = 1; i < op.operandCount(); i++) {
        LongList value = op.known(i).orElse(LongList.empty());
        message = message.replace("{" + (i - 1) + "}", value.toString());
      }
      throw op.error(
          DiagnosticCode.SHAPE,
          "on shapes failed: " + message,
          "give arguments of shapes that the program was made for");
    }
    return List.of();
  }

  private static List<HloInstruction> topK(Op op) {
    if (!(op.attribute("mhlo.attributes").orElse(null) instanceof DictionaryAttribute given)
        || !(given.entries().get("k") instanceof IntegerAttribute k)) {
      throw op.malformed("needs k in mhlo.attributes");
    }
    boolean largest = !new BoolAttribute(false).equals(given.entries().get("largest"));
    return topK(op, k.longValue(), largest);
  }

  /** The k largest (or smallest) elements along the last dimension, and where they were. */
  static List<HloInstruction> topK(Op op, long k, boolean largest) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.K, k)
            .put(Attribute.LARGEST, largest)
            .put(Attribute.IS_STABLE, true)
            .build();
    HloInstruction top = op.builder().add(Opcode.TOPK, List.of(op.operand(0)), attributes);
    return new ArrayList<>(op.builder().unpack(top, 2));
  }
}
