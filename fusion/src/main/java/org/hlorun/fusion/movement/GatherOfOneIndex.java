package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A gather of a single slice is a dynamic-slice: both move a start that is out of bounds to the
 * nearest one that is not, and the dimensions that the gather leaves out or adds have one element.
 */
public final class GatherOfOneIndex extends InstructionPass {
  public GatherOfOneIndex() {
    super(Opcode.GATHER);
  }

  @Override
  public String name() {
    return "gather-of-one-index";
  }

  @Override
  protected HloInstruction replacement(HloInstruction gather) {
    HloInstruction operand = gather.operand(0);
    HloInstruction indices = gather.operand(1);
    LongList starts = gather.get(Attribute.START_INDEX_MAP);
    if (indices.shape().asArray().elementCount() != starts.size()
        || starts.isEmpty()
        || gather.find(Attribute.OPERAND_BATCHING_DIMS).filter(d -> !d.isEmpty()).isPresent()) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(gather);
    LongList sizes = gather.get(Attribute.SLICE_SIZES);
    ElementType type = indices.shape().asArray().elementType();
    List<HloInstruction> operands = new ArrayList<>(List.of(operand));
    for (int d = 0; d < sizes.size(); d++) {
      int component = starts.indexOf(d);
      operands.add(
          component < 0 ? builder.scalar(type, 0) : component(builder, indices, component));
    }
    HloInstruction slice =
        builder.add(
            Opcode.DYNAMIC_SLICE,
            ArrayShape.of(operand.shape().asArray().elementType(), sizes),
            operands,
            Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, sizes));
    return builder.reshape(slice, Dimensions.of(gather));
  }

  private static HloInstruction component(
      InstructionBuilder builder, HloInstruction indices, int number) {
    LongList count = LongList.of(indices.shape().asArray().elementCount());
    HloInstruction vector = builder.reshape(indices, count);
    HloInstruction element =
        count.get(0) == 1
            ? vector
            : builder.slice(vector, List.of(new SliceRange(number, number + 1, 1)));
    return builder.reshape(element, LongList.of());
  }
}
