package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Slices that can be joined, moved or left out.
 *
 * <pre>
 * slice(x) of everything => x
 * slice(slice(x)) => slice(x)
 * slice(concatenate(..., x, ...)) within x => slice(x)
 * slice(pad(x, v)) within x => slice(x)
 * slice(pad(x, v)) beside x => broadcast(v)
 * slice(broadcast(x)) => broadcast(slice(x))
 * slice(transpose(x)) => transpose(slice(x)), if the transpose has no other user
 * </pre>
 */
public final class SliceChains extends InstructionPass {
  public SliceChains() {
    super(Opcode.SLICE);
  }

  @Override
  public String name() {
    return "slice-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    if (operand.shape().equals(instruction.shape())) {
      return operand;
    }
    List<SliceRange> ranges = instruction.get(Attribute.SLICE);
    return switch (operand.opcode()) {
      case SLICE -> ofSlice(instruction, operand, ranges);
      case CONCATENATE -> ofConcatenate(instruction, operand, ranges);
      case PAD -> ofPad(instruction, operand, ranges);
      case BROADCAST -> ofBroadcast(instruction, operand, ranges);
      case TRANSPOSE -> operand.users().size() == 1 ? ofTranspose(instruction, operand) : null;
      default -> null;
    };
  }

  /** Element i of the outer range is element {@code start + i * stride} of the inner one. */
  private static HloInstruction ofSlice(
      HloInstruction instruction, HloInstruction inner, List<SliceRange> outer) {
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < outer.size(); d++) {
      SliceRange in = inner.get(Attribute.SLICE).get(d);
      SliceRange out = outer.get(d);
      long start = in.start() + out.start() * in.stride();
      long stride = in.stride() * out.stride();
      long size = out.size();
      ranges.add(
          size == 0
              ? new SliceRange(in.start(), in.start(), stride) // the start may lie behind the end
              : new SliceRange(start, start + (size - 1) * stride + 1, stride));
    }
    return new InstructionBuilder(instruction).slice(inner.operand(0), ranges);
  }

  private static HloInstruction ofConcatenate(
      HloInstruction instruction, HloInstruction concatenate, List<SliceRange> ranges) {
    int d = Dimensions.attribute(concatenate).getInt(0);
    SliceRange range = ranges.get(d);
    long offset = 0;
    for (HloInstruction part : concatenate.operands()) {
      long size = Dimensions.of(part).get(d);
      if (range.start() >= offset && range.limit() <= offset + size && range.size() > 0) {
        List<SliceRange> moved = new ArrayList<>(ranges);
        moved.set(
            d, new SliceRange(range.start() - offset, range.limit() - offset, range.stride()));
        return new InstructionBuilder(instruction).slice(part, moved);
      }
      offset += size;
    }
    return null;
  }

  private static HloInstruction ofPad(
      HloInstruction instruction, HloInstruction pad, List<SliceRange> ranges) {
    List<PaddingDimension> padding = pad.get(Attribute.PADDING);
    HloInstruction padded = pad.operand(0);
    List<SliceRange> moved = new ArrayList<>();
    boolean isBeside = false;
    for (int d = 0; d < ranges.size(); d++) {
      SliceRange range = ranges.get(d);
      long low = padding.get(d).low();
      long size = Dimensions.of(padded).get(d);
      if (padding.get(d).interior() != 0 || range.size() == 0) {
        return null;
      }
      isBeside |= range.start() >= low + size || range.limit() <= low;
      moved.add(new SliceRange(range.start() - low, range.limit() - low, range.stride()));
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    if (isBeside) {
      return builder.splat(pad.operand(1), Dimensions.of(instruction));
    }
    boolean isWithin =
        moved.stream().allMatch(range -> range.start() >= 0)
            && LongList.range(moved.size()).stream()
                .allMatch(d -> moved.get((int) d).limit() <= Dimensions.of(padded).get((int) d));
    return isWithin ? builder.slice(padded, moved) : null;
  }

  private static HloInstruction ofBroadcast(
      HloInstruction instruction, HloInstruction broadcast, List<SliceRange> ranges) {
    InstructionBuilder builder = new InstructionBuilder(instruction);
    LongList dimensions = Dimensions.attribute(broadcast);
    HloInstruction source = broadcast.operand(0);
    List<SliceRange> needed = dimensions.stream().mapToObj(d -> ranges.get((int) d)).toList();
    boolean whole =
        dimensions.indices().allMatch(i -> needed.get(i).size() == Dimensions.of(source).get(i));
    HloInstruction sliced = whole ? source : builder.slice(source, needed);
    return builder.broadcast(sliced, Dimensions.of(instruction), dimensions);
  }

  private static HloInstruction ofTranspose(HloInstruction instruction, HloInstruction transpose) {
    InstructionBuilder builder = new InstructionBuilder(instruction);
    LongList permutation = Dimensions.attribute(transpose);
    List<SliceRange> ranges = instruction.get(Attribute.SLICE);
    List<SliceRange> moved =
        Dimensions.inverse(permutation).stream().mapToObj(d -> ranges.get((int) d)).toList();
    return builder.transpose(builder.slice(transpose.operand(0), moved), permutation);
  }
}
