package org.hlorun.fusion.contraction;

import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Folds transposes of operands into dimension numbers: with {@code y = transpose(x, p)}, dimension
 * {@code d} of y is dimension {@code p[d]} of x.
 *
 * <pre>
 * dot(transpose(x, p), y), batch = b, contracting = c => dot(x, y), batch = p[b], contracting = p[c]
 * </pre>
 *
 * <p>The free dimensions of {@code x} have to come in the same order, as the result has them in
 * ascending order. The products and the order of their sum are the same.
 */
public final class DotTransposeFolding extends InstructionPass {
  public DotTransposeFolding() {
    super(Opcode.DOT);
  }

  @Override
  public String name() {
    return "dot-transpose-folding";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    DotDimensions dims = DotDimensions.of(instruction);
    HloInstruction left = instruction.operand(0);
    HloInstruction right = instruction.operand(1);
    if (isFoldable(left, dims.leftFree(left.shape().asArray().rank()))) {
      LongList p = Dimensions.attribute(left);
      return rebuilt(
          instruction,
          left.operand(0),
          right,
          new DotDimensions(
              Dimensions.select(p, dims.leftBatch()),
              Dimensions.select(p, dims.leftContracting()),
              dims.rightBatch(),
              dims.rightContracting()));
    }
    if (isFoldable(right, dims.rightFree(right.shape().asArray().rank()))) {
      LongList p = Dimensions.attribute(right);
      return rebuilt(
          instruction,
          left,
          right.operand(0),
          new DotDimensions(
              dims.leftBatch(),
              dims.leftContracting(),
              Dimensions.select(p, dims.rightBatch()),
              Dimensions.select(p, dims.rightContracting())));
    }
    return null;
  }

  private static boolean isFoldable(HloInstruction operand, LongList free) {
    return operand.opcode() == Opcode.TRANSPOSE
        && Dimensions.isAscending(Dimensions.select(Dimensions.attribute(operand), free));
  }

  private static HloInstruction rebuilt(
      HloInstruction dot, HloInstruction left, HloInstruction right, DotDimensions dims) {
    return new InstructionBuilder(dot)
        .add(Opcode.DOT, dot.shape(), List.of(left, right), dims.putInto(dot.attributes()));
  }
}
