package org.hlorun.fusion.movement;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Reshapes that can be joined or left out.
 *
 * <pre>
 * reshape(x) to its own sizes => x
 * reshape(reshape(x)) => reshape(x)
 * reshape(broadcast(scalar)) => broadcast(scalar)
 * reshape(broadcast(x)) => broadcast(x), if only dimensions of size 1 come or go
 * bitcast of one element type => reshape
 * dynamic-reshape with static sizes => reshape
 * </pre>
 */
public final class ReshapeChains extends InstructionPass {
  public ReshapeChains() {
    super(Opcode.RESHAPE, Opcode.BITCAST, Opcode.DYNAMIC_RESHAPE);
  }

  @Override
  public String name() {
    return "reshape-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.BITCAST || instruction.opcode() == Opcode.DYNAMIC_RESHAPE) {
      return plainReshape(instruction);
    }
    if (instruction.opcode() != Opcode.RESHAPE) {
      return null;
    }
    HloInstruction operand = instruction.operand(0);
    if (operand.shape().equals(instruction.shape())) {
      return operand;
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    LongList sizes = Dimensions.of(instruction);
    return switch (operand.opcode()) {
      case RESHAPE -> builder.reshape(operand.operand(0), sizes);
      case BROADCAST ->
          operand.operand(0).shape().isScalar()
              ? builder.splat(operand.operand(0), sizes)
              : broadcast(builder, operand, sizes);
      default -> null;
    };
  }

  private static HloInstruction plainReshape(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    boolean sameType =
        operand.shape() instanceof ArrayShape from
            && instruction.shape() instanceof ArrayShape to
            && from.elementType() == to.elementType();
    return sameType
        ? new InstructionBuilder(instruction).reshape(operand, Dimensions.of(instruction))
        : null;
  }

  /** Sends the operand's dimensions to where their sizes went. */
  private static HloInstruction broadcast(
      InstructionBuilder builder, HloInstruction broadcast, LongList sizes) {
    LongList before = Dimensions.of(broadcast);
    LongList source = Dimensions.of(broadcast.operand(0));
    LongList kept = Dimensions.largerThanOne(before);
    LongList moved = Dimensions.largerThanOne(sizes);
    if (!Dimensions.withoutOnes(before).equals(Dimensions.withoutOnes(sizes))
        || source.contains(1)) {
      return null;
    }
    LongList dimensions = Dimensions.attribute(broadcast).map(d -> moved.get(kept.indexOf(d)));
    return builder.broadcast(broadcast.operand(0), sizes, dimensions);
  }
}
