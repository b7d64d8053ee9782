package org.hlorun.fusion.movement;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Transposes that can be joined or left out.
 *
 * <pre>
 * transpose(x, identity) => x
 * transpose(transpose(x, p), q) => transpose(x, p o q), with (p o q)[i] = p[q[i]]
 * transpose(broadcast(x, dims), q) => broadcast(x, q^-1[dims])
 * transpose(x, p) => reshape(x), if p keeps the order of the dimensions larger than 1
 * </pre>
 */
public final class TransposeChains extends InstructionPass {
  public TransposeChains() {
    super(Opcode.TRANSPOSE);
  }

  @Override
  public String name() {
    return "transpose-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    LongList permutation = Dimensions.attribute(instruction);
    if (Dimensions.isIdentity(permutation)) {
      return operand;
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    if (operand.opcode() == Opcode.TRANSPOSE) {
      LongList inner = Dimensions.attribute(operand);
      return builder.transpose(operand.operand(0), Dimensions.select(inner, permutation));
    }
    if (operand.opcode() == Opcode.BROADCAST) {
      LongList dimensions =
          Dimensions.select(Dimensions.inverse(permutation), Dimensions.attribute(operand));
      return builder.broadcast(operand.operand(0), Dimensions.of(instruction), dimensions);
    }
    LongList sizes = Dimensions.of(operand);
    LongList moved =
        LongList.of(permutation.stream().filter(d -> sizes.get((int) d) != 1).toArray());
    return Dimensions.isAscending(moved)
        ? builder.reshape(operand, Dimensions.of(instruction))
        : null;
  }
}
