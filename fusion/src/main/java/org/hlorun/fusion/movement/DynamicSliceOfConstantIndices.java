package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Slices at places that are known. Start indices are clamped so that the slice lies inside, as the
 * specification says.
 *
 * <pre>
 * dynamic-slice(x, constants) => slice(x)
 * dynamic-slice(x) of everything => x
 * dynamic-update-slice(x, update of all of x) => update
 * dynamic-update-slice(x, empty update) => x
 * </pre>
 */
public final class DynamicSliceOfConstantIndices extends InstructionPass {
  public DynamicSliceOfConstantIndices() {
    super(Opcode.DYNAMIC_SLICE, Opcode.DYNAMIC_UPDATE_SLICE);
  }

  @Override
  public String name() {
    return "dynamic-slice-of-constant-indices";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operandCount() == 0 ? null : instruction.operand(0);
    return switch (instruction.opcode()) {
      case DYNAMIC_SLICE ->
          operand.shape().equals(instruction.shape()) ? operand : slice(instruction, operand);
      case DYNAMIC_UPDATE_SLICE -> {
        HloInstruction update = instruction.operand(1);
        if (update.shape().equals(instruction.shape())) {
          yield update;
        }
        yield update.shape().asArray().elementCount() == 0 ? operand : null;
      }
      default -> null;
    };
  }

  private static HloInstruction slice(HloInstruction instruction, HloInstruction operand) {
    LongList sizes = Dimensions.of(instruction);
    List<HloInstruction> indices = instruction.operands().subList(1, instruction.operandCount());
    if (indices.size() != sizes.size()) { // one vector of all indices, the older form
      return null;
    }
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      long last = Dimensions.of(operand).get(d) - sizes.get(d);
      HloInstruction index = indices.get(d);
      if (last != 0 && Constants.integer(index).isEmpty()) {
        return null;
      }
      long start = last == 0 ? 0 : clamp(index, last);
      ranges.add(new SliceRange(start, start + sizes.get(d), 1));
    }
    return new InstructionBuilder(instruction).slice(operand, ranges);
  }

  private static long clamp(HloInstruction index, long last) {
    long value = Constants.integer(index).orElseThrow();
    boolean hugeUnsigned = value < 0 && index.shape().asArray().elementType() == ElementType.U64;
    return hugeUnsigned ? last : Math.clamp(value, 0, last);
  }
}
