package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Concatenations that can be joined or left out.
 *
 * <pre>
 * concatenate(x) => x
 * concatenate(a, empty, b) => concatenate(a, b)
 * concatenate(a, concatenate(b, c), d) => concatenate(a, b, c, d), if the inner has no other user
 * concatenate(slice(x, [a, b)), slice(x, [b, c))) => slice(x, [a, c))
 * reverse(reverse(x)) along the same dimensions => x
 * reverse(x) along dimensions of size 1 => x
 * </pre>
 */
public final class ConcatenateChains extends InstructionPass {
  public ConcatenateChains() {
    super(Opcode.CONCATENATE, Opcode.REVERSE);
  }

  @Override
  public String name() {
    return "concatenate-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case CONCATENATE -> concatenate(instruction);
      case REVERSE -> reverse(instruction);
      default -> null;
    };
  }

  private static HloInstruction concatenate(HloInstruction instruction) {
    int d = Dimensions.attribute(instruction).getInt(0);
    List<HloInstruction> parts = new ArrayList<>();
    boolean changed = false;
    for (HloInstruction operand : instruction.operands()) {
      if (Dimensions.of(operand).get(d) == 0) {
        changed = true;
      } else if (isInner(operand, d)) {
        parts.addAll(operand.operands());
        changed = true;
      } else {
        HloInstruction joined = parts.isEmpty() ? null : join(parts.getLast(), operand, d);
        if (joined != null) {
          parts.removeLast();
          changed = true;
        }
        parts.add(joined == null ? operand : joined);
      }
    }
    if (parts.isEmpty()) {
      return instruction.operandCount() == 1 ? instruction.operand(0) : null;
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    return changed
        ? new InstructionBuilder(instruction).like(instruction, instruction.shape(), parts)
        : null;
  }

  private static boolean isInner(HloInstruction operand, int dimension) {
    return operand.opcode() == Opcode.CONCATENATE
        && operand.users().size() == 1
        && Dimensions.attribute(operand).get(0) == dimension;
  }

  /** The slice that two slices of one array make together, if they lie side by side. */
  private static HloInstruction join(HloInstruction left, HloInstruction right, int dimension) {
    if (left.opcode() != Opcode.SLICE
        || right.opcode() != Opcode.SLICE
        || left.operand(0) != right.operand(0)) {
      return null;
    }
    List<SliceRange> ranges = new ArrayList<>(left.get(Attribute.SLICE));
    List<SliceRange> others = new ArrayList<>(right.get(Attribute.SLICE));
    SliceRange a = ranges.get(dimension);
    SliceRange b = others.get(dimension);
    if (a.stride() != 1 || b.stride() != 1 || a.limit() != b.start()) {
      return null;
    }
    SliceRange both = new SliceRange(a.start(), b.limit(), 1);
    ranges.set(dimension, both);
    others.set(dimension, both);
    return ranges.equals(others)
        ? new InstructionBuilder(left).slice(left.operand(0), ranges)
        : null;
  }

  private static HloInstruction reverse(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    if (Dimensions.attribute(instruction).stream()
        .allMatch(d -> Dimensions.of(instruction).get((int) d) == 1)) {
      return operand;
    }
    return operand.opcode() == Opcode.REVERSE
            && Dimensions.attribute(operand).equals(Dimensions.attribute(instruction))
        ? operand.operand(0)
        : null;
  }
}
