package org.hlorun.fusion.contraction;

import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.ElementTypes;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Takes batch and contracting dimensions of size 1 out of dots.
 *
 * <pre>
 * dot(x, y) => reshape(dot(reshape(x), reshape(y)))
 * dot(x, y) without contracting dimensions => broadcast(x) * broadcast(y)
 * </pre>
 *
 * <p>The second form needs default numerics: the sum of one product that is -0 is 0, as the sum
 * begins with 0, and the product is -0.
 */
public final class DotDegenerateDimensions extends InstructionPass {
  private final Numerics numerics;

  public DotDegenerateDimensions(Numerics numerics) {
    super(Opcode.DOT);
    this.numerics = numerics;
  }

  @Override
  public String name() {
    return "dot-degenerate-dimensions";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    DotDimensions dims = DotDimensions.of(instruction);
    LongList left = Dimensions.of(instruction.operand(0));
    LongList right = Dimensions.of(instruction.operand(1));
    LongList batch = ones(left, dims.leftBatch());
    LongList contracting = ones(left, dims.leftContracting());
    if (batch.isEmpty() && contracting.isEmpty()) {
      return dims.leftContracting().isEmpty() ? product(instruction, dims) : null;
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    LongList leftGone =
        Dimensions.concat(
            Dimensions.select(dims.leftBatch(), batch),
            Dimensions.select(dims.leftContracting(), contracting));
    LongList rightGone =
        Dimensions.concat(
            Dimensions.select(dims.rightBatch(), batch),
            Dimensions.select(dims.rightContracting(), contracting));
    LongList leftKept = Dimensions.others(left.size(), leftGone);
    LongList rightKept = Dimensions.others(right.size(), rightGone);
    LongList leftSizes = Dimensions.select(left, leftKept);
    LongList rightSizes = Dimensions.select(right, rightKept);
    DotDimensions fewer =
        new DotDimensions(
            renumbered(dims.leftBatch(), leftKept),
            renumbered(dims.leftContracting(), leftKept),
            renumbered(dims.rightBatch(), rightKept),
            renumbered(dims.rightContracting(), rightKept));
    HloInstruction dot =
        builder.add(
            Opcode.DOT,
            ArrayShape.of(
                instruction.shape().asArray().elementType(),
                fewer.resultSizes(leftSizes, rightSizes)),
            List.of(
                builder.reshape(instruction.operand(0), leftSizes),
                builder.reshape(instruction.operand(1), rightSizes)),
            fewer.putInto(instruction.attributes()));
    return builder.reshape(dot, Dimensions.of(instruction));
  }

  /** The positions in {@code dimensions} of those of size 1. */
  private static LongList ones(LongList sizes, LongList dimensions) {
    return LongList.of(
        LongStream.range(0, dimensions.size())
            .filter(i -> sizes.get(dimensions.getInt((int) i)) == 1)
            .toArray());
  }

  private static LongList renumbered(LongList dimensions, LongList kept) {
    return LongList.of(dimensions.stream().filter(kept::contains).map(kept::indexOf).toArray());
  }

  private HloInstruction product(HloInstruction dot, DotDimensions dims) {
    ElementType type = dot.shape().asArray().elementType();
    HloInstruction left = dot.operand(0);
    HloInstruction right = dot.operand(1);
    if (!numerics.allows(Numerics.DEFAULT)
        || dot.has(Attribute.DOT_ALGORITHM)
        || !ElementTypes.holds(type, left.shape().asArray().elementType())
        || !ElementTypes.holds(type, right.shape().asArray().elementType())) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(dot);
    int leftRank = left.shape().asArray().rank();
    LongList leftFree = dims.leftFree(leftRank);
    int batch = dims.leftBatch().size();
    LongList leftOrder = Dimensions.concat(dims.leftBatch(), leftFree);
    LongList leftTargets = LongList.range(leftRank);
    LongList rightOrder =
        Dimensions.concat(dims.rightBatch(), dims.rightFree(right.shape().asArray().rank()));
    LongList rightTargets =
        LongList.range(rightOrder.size()).map(i -> i < batch ? i : i + leftFree.size());
    LongList sizes = Dimensions.of(dot);
    return builder.elementwise(
        Opcode.MULTIPLY,
        spread(builder, builder.convert(left, type), leftOrder, leftTargets, sizes),
        spread(builder, builder.convert(right, type), rightOrder, rightTargets, sizes));
  }

  /** A broadcast that sends dimension {@code order[i]} to dimension {@code targets[i]}. */
  private static HloInstruction spread(
      InstructionBuilder builder,
      HloInstruction operand,
      LongList order,
      LongList targets,
      LongList sizes) {
    LongList dimensions = Dimensions.select(targets, Dimensions.inverse(order));
    return builder.broadcast(operand, sizes, dimensions);
  }
}
