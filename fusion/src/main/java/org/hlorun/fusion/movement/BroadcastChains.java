package org.hlorun.fusion.movement;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Broadcasts that can be joined or left out.
 *
 * <pre>
 * broadcast(x) of the same elements in the same order => reshape(x)
 * broadcast(broadcast(x, p), q) => broadcast(x, q[p])
 * broadcast(reshape(x), q) => broadcast(x, q'), if the reshape adds dimensions of size 1 only
 * broadcast(x with dimensions of size 1) => broadcast(reshape(x) without them)
 * </pre>
 */
public final class BroadcastChains extends InstructionPass {
  public BroadcastChains() {
    super(Opcode.BROADCAST);
  }

  @Override
  public String name() {
    return "broadcast-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    LongList sizes = Dimensions.of(instruction);
    LongList dimensions = Dimensions.attribute(instruction);
    InstructionBuilder builder = new InstructionBuilder(instruction);
    if (operand.shape().asArray().elementCount() == instruction.shape().asArray().elementCount()
        && Dimensions.isAscending(dimensions)) {
      return builder.reshape(operand, sizes);
    }
    if (operand.opcode() == Opcode.BROADCAST) {
      LongList composed = Dimensions.select(dimensions, Dimensions.attribute(operand));
      return builder.broadcast(operand.operand(0), sizes, composed);
    }
    LongList large = Dimensions.largerThanOne(Dimensions.of(operand));
    if (large.size() < dimensions.size() && !Dimensions.of(operand).contains(0)) {
      HloInstruction squeezed =
          builder.reshape(operand, Dimensions.withoutOnes(Dimensions.of(operand)));
      return builder.broadcast(squeezed, sizes, Dimensions.select(dimensions, large));
    }
    return null;
  }
}
