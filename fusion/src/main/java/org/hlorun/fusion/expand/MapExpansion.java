package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A map of a function made of elementwise operations is these operations on arrays: {@code map(x,
 * y), to_apply=f => f(x, y)}, with the constants of f broadcast. Exact.
 */
public final class MapExpansion extends InstructionPass {
  public MapExpansion() {
    super(Opcode.MAP);
  }

  @Override
  public String name() {
    return "map-expansion";
  }

  @Override
  protected HloInstruction replacement(HloInstruction map) {
    HloComputation function = map.get(Attribute.TO_APPLY);
    if (!function.instructions().stream().allMatch(MapExpansion::isPointwise)) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(map);
    LongList sizes = map.shape().asArray().dimensions();
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    for (HloInstruction instruction : function.instructions()) {
      copies.put(instruction, expanded(instruction, map, builder, sizes, copies));
    }
    HloInstruction result = copies.get(function.root());
    return result.shape().equals(map.shape()) ? result : null;
  }

  private static boolean isPointwise(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    return instruction.shape().isScalar()
        && (opcode.isElementwise() && opcode != Opcode.STOCHASTIC_CONVERT
            || opcode == Opcode.PARAMETER
            || opcode == Opcode.CONSTANT && instruction.has(Attribute.VALUE));
  }

  private static HloInstruction expanded(
      HloInstruction instruction,
      HloInstruction map,
      InstructionBuilder builder,
      LongList sizes,
      Map<HloInstruction, HloInstruction> copies) {
    if (instruction.opcode() == Opcode.PARAMETER) {
      return map.operand(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)));
    }
    List<HloInstruction> operands = new ArrayList<>();
    instruction.operands().forEach(operand -> operands.add(copies.get(operand)));
    if (instruction.opcode() == Opcode.CONSTANT) {
      return builder.splat(builder.like(instruction, instruction.shape(), operands), sizes);
    }
    ArrayShape shape = ArrayShape.of(instruction.shape().asArray().elementType(), sizes);
    return builder.like(instruction, shape, operands);
  }
}
