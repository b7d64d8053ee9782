package org.hlorun.conformance.metamorphic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ArrayShape;

/**
 * Splits instructions along their first dimension: {@code f(x) = concatenate(f(x[:k]), f(x[k:]))}
 * for elementwise instructions, and for products whose first operand has that dimension to itself.
 */
final class BatchSplit {
  private BatchSplit() {}

  static void apply(HloModule module, Random random) {
    for (HloInstruction instruction : List.copyOf(module.entry().instructions())) {
      if (isSplittable(instruction) && random.nextInt(3) > 0) {
        long size = instruction.shape().asArray().dimension(0);
        long at = 1 + random.nextInt((int) size - 1);
        module.entry().replaceAllUses(instruction, split(instruction, at, size));
      }
    }
    module.entry().sortTopologically();
  }

  private static boolean isSplittable(HloInstruction instruction) {
    if (!(instruction.shape() instanceof ArrayShape shape)
        || shape.rank() == 0
        || shape.hasDynamicDimensions()
        || shape.dimension(0) < 2) {
      return false;
    }
    Opcode opcode = instruction.opcode();
    if (opcode == Opcode.DOT) {
      return instruction.find(Attribute.LHS_BATCH_DIMS).orElse(LongList.empty()).isEmpty()
          && instruction.operand(0).shape().asArray().rank() > 0
          && !instruction.get(Attribute.LHS_CONTRACTING_DIMS).contains(0);
    }
    return opcode.opcodeClass() == OpcodeClass.ELEMENTWISE
        && opcode != Opcode.BITCAST_CONVERT
        && instruction.operandCount() > 0;
  }

  private static HloInstruction split(HloInstruction instruction, long at, long size) {
    InstructionBuilder builder = new InstructionBuilder(instruction);
    List<HloInstruction> parts =
        List.of(part(builder, instruction, 0, at), part(builder, instruction, at, size));
    return builder.add(
        Opcode.CONCATENATE,
        instruction.shape(),
        parts,
        Attributes.of(Attribute.DIMENSIONS, LongList.of(0)));
  }

  private static HloInstruction part(
      InstructionBuilder builder, HloInstruction instruction, long start, long limit) {
    List<HloInstruction> operands = new ArrayList<>();
    for (int i = 0; i < instruction.operandCount(); i++) {
      HloInstruction operand = instruction.operand(i);
      boolean whole =
          operand.shape().asArray().rank() == 0 || instruction.opcode() == Opcode.DOT && i == 1;
      operands.add(whole ? operand : builder.slice(operand, ranges(operand, start, limit)));
    }
    ArrayShape shape = instruction.shape().asArray();
    ArrayShape less = ArrayShape.of(shape.elementType(), shape.dimensions().with(0, limit - start));
    return builder.like(instruction, less, operands);
  }

  private static List<SliceRange> ranges(HloInstruction operand, long start, long limit) {
    List<SliceRange> ranges = new ArrayList<>();
    ranges.add(new SliceRange(start, limit, 1));
    ArrayShape shape = operand.shape().asArray();
    for (int d = 1; d < shape.rank(); d++) {
      ranges.add(new SliceRange(0, shape.dimension(d), 1));
    }
    return ranges;
  }
}
