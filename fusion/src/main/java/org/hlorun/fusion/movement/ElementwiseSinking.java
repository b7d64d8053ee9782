package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Computes on the smaller side of broadcasts, where all operands are broadcast alike or from
 * scalars, and one at least is not a constant.
 *
 * <pre>
 * f(broadcast(x, d), broadcast(y, d)) => broadcast(f(x, y), d)
 * f(broadcast(x, d), broadcast(scalar)) => broadcast(f(x, broadcast(scalar)), d)
 * </pre>
 */
public final class ElementwiseSinking extends InstructionPass {
  public ElementwiseSinking() {
    super(elementwise());
  }

  private static Opcode[] elementwise() {
    return Arrays.stream(Opcode.values())
        .filter(opcode -> opcode.isElementwise() && opcode != Opcode.STOCHASTIC_CONVERT)
        .toArray(Opcode[]::new);
  }

  @Override
  public String name() {
    return "elementwise-sinking";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!(instruction.shape() instanceof ArrayShape shape) || shape.rank() == 0) {
      return null;
    }
    HloInstruction model = null;
    for (HloInstruction operand : instruction.operands()) {
      if (operand.opcode() != Opcode.BROADCAST
          || !Dimensions.of(operand).equals(shape.dimensions())) {
        return null;
      }
      if (model == null || model.operand(0).shape().isScalar()) {
        model = operand;
      }
    }
    return sink(instruction, model, shape);
  }

  private static HloInstruction sink(
      HloInstruction instruction, HloInstruction model, ArrayShape shape) {
    LongList sizes = Dimensions.of(model.operand(0));
    LongList dimensions = Dimensions.attribute(model);
    if (model.operand(0).shape().asArray().elementCount() >= shape.elementCount()) {
      return null;
    }
    for (HloInstruction operand : instruction.operands()) {
      HloInstruction source = operand.operand(0);
      if (!source.shape().isScalar()
          && !(Dimensions.of(source).equals(sizes)
              && Dimensions.attribute(operand).equals(dimensions))) {
        return null;
      }
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    List<HloInstruction> small = new ArrayList<>();
    for (HloInstruction operand : instruction.operands()) {
      HloInstruction source = operand.operand(0);
      small.add(source.shape().isScalar() ? builder.splat(source, sizes) : source);
    }
    HloInstruction result =
        builder.like(instruction, ArrayShape.of(shape.elementType(), sizes), small);
    return builder.broadcast(result, shape.dimensions(), dimensions);
  }
}
