package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Loops, branches, tuples, tokens. */
final class ControlConverters {
  private ControlConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.while", ControlConverters::whileLoop);
    table.put("stablehlo.if", ControlConverters::ifBranch);
    table.put("stablehlo.case", ControlConverters::caseBranch);
    table.put("stablehlo.tuple", Converter.of(op -> op.builder().tuple(op.operands())));
    table.put(
        "stablehlo.get_tuple_element",
        Converter.of(
            op -> op.builder().element(op.operand(0), Math.toIntExact(op.integer("index")))));
    table.put("stablehlo.optimization_barrier", ControlConverters::barrier);
    table.put("stablehlo.after_all", ElementwiseConverters.plain(Opcode.AFTER_ALL));
    table.put("stablehlo.create_token", ElementwiseConverters.plain(Opcode.AFTER_ALL));
  }

  /**
   * A loop over one value, or a tuple: the loop's variables, then what its regions use from
   * outside.
   */
  private static List<HloInstruction> whileLoop(Op op) {
    List<MlirRegion> regions = List.of(op.region(0), op.region(1));
    List<MlirValue> captured = Regions.captured(op, regions);
    List<HloInstruction> state = new ArrayList<>(op.operands());
    state.addAll(Regions.values(op, captured));
    List<Shape> shapes = state.stream().map(HloInstruction::shape).toList();
    HloComputation condition =
        Regions.packed(op, op.region(0), variables(op, op.region(0), captured), shapes, 0);
    HloComputation body =
        Regions.packed(
            op, op.region(1), variables(op, op.region(1), captured), shapes, captured.size());
    Attributes attributes =
        Attributes.builder().put(Attribute.CONDITION, condition).put(Attribute.BODY, body).build();
    HloInstruction loop =
        op.builder().add(Opcode.WHILE, List.of(op.builder().pack(state)), attributes);
    return state.size() == 1
        ? List.of(loop).subList(0, op.operandCount())
        : elements(op, loop, op.operandCount());
  }

  private static List<HloInstruction> elements(Op op, HloInstruction tuple, int count) {
    List<HloInstruction> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(op.builder().element(tuple, i));
    }
    return elements;
  }

  private static List<MlirValue> variables(Op op, MlirRegion region, List<MlirValue> captured) {
    MlirBlock block = region.blocks().getFirst();
    Regions.checkArguments(op, block, op.operandCount());
    List<MlirValue> variables = new ArrayList<>(block.arguments());
    variables.addAll(captured);
    return variables;
  }

  private static List<HloInstruction> ifBranch(Op op) {
    return branch(op, op.operand(0), 2);
  }

  private static List<HloInstruction> caseBranch(Op op) {
    int branches = op.operation().regions().size();
    if (branches == 0) {
      throw op.error(DiagnosticCode.SYNTAX, "needs a branch", null);
    }
    return branch(op, op.builder().convert(op.operand(0), ElementType.S32), branches);
  }

  /** Every branch takes what it uses from outside as one operand. */
  private static List<HloInstruction> branch(Op op, HloInstruction selector, int branches) {
    List<HloInstruction> operands = new ArrayList<>(List.of(selector));
    List<HloComputation> computations = new ArrayList<>();
    for (int i = 0; i < branches; i++) {
      MlirRegion region = op.region(i);
      List<MlirValue> captured = Regions.captured(op, List.of(region));
      List<HloInstruction> values = Regions.values(op, captured);
      operands.add(op.builder().pack(values));
      List<Shape> shapes = values.stream().map(HloInstruction::shape).toList();
      computations.add(Regions.packed(op, region, captured, shapes, 0));
    }
    boolean predicate = selector.shape().asArray().elementType().isPred();
    Attributes attributes =
        predicate
            ? Attributes.builder()
                .put(Attribute.TRUE_COMPUTATION, computations.get(0))
                .put(Attribute.FALSE_COMPUTATION, computations.get(1))
                .build()
            : Attributes.of(Attribute.BRANCH_COMPUTATIONS, computations);
    HloInstruction conditional = op.builder().add(Opcode.CONDITIONAL, operands, attributes);
    return op.builder().unpack(conditional, op.operation().results().size());
  }

  private static List<HloInstruction> barrier(Op op) {
    if (op.operandCount() == 0) {
      return List.of();
    }
    HloInstruction packed = op.builder().pack(op.operands());
    return op.builder().unpack(op.builder().add(Opcode.OPT_BARRIER, packed), op.operandCount());
  }
}
