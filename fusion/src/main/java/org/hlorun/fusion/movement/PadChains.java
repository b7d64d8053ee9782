package org.hlorun.fusion.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Pads that can be joined or left out.
 *
 * <pre>
 * pad(x, v) by nothing => x
 * pad(x, v) by negative amounts only => slice(x)
 * pad(pad(x, v), v) => pad(x, v), without negative and interior amounts
 * pad(broadcast(v), v) => broadcast(v)
 * </pre>
 */
public final class PadChains extends InstructionPass {
  public PadChains() {
    super(Opcode.PAD);
  }

  @Override
  public String name() {
    return "pad-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    HloInstruction value = instruction.operand(1);
    List<PaddingDimension> padding = instruction.get(Attribute.PADDING);
    if (padding.stream().allMatch(p -> p.low() == 0 && p.high() == 0 && p.interior() == 0)) {
      return operand;
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    if (padding.stream().allMatch(p -> p.low() <= 0 && p.high() <= 0 && p.interior() == 0)) {
      return slice(builder, operand, padding);
    }
    if (isSplatOf(operand, value)) {
      return builder.splat(value, Dimensions.of(instruction));
    }
    if (operand.opcode() == Opcode.PAD
        && operand.operand(1) == value
        && isPlain(padding)
        && isPlain(operand.get(Attribute.PADDING))) {
      List<PaddingDimension> sum = new ArrayList<>();
      for (int d = 0; d < padding.size(); d++) {
        PaddingDimension inner = operand.get(Attribute.PADDING).get(d);
        PaddingDimension outer = padding.get(d);
        sum.add(new PaddingDimension(inner.low() + outer.low(), inner.high() + outer.high(), 0));
      }
      return builder.pad(operand.operand(0), value, instruction.shape(), sum);
    }
    return null;
  }

  private static boolean isPlain(List<PaddingDimension> padding) {
    return padding.stream().allMatch(p -> p.low() >= 0 && p.high() >= 0 && p.interior() == 0);
  }

  private static boolean isSplatOf(HloInstruction array, HloInstruction value) {
    if (array.opcode() == Opcode.BROADCAST && array.operand(0) == value) {
      return true;
    }
    return Constants.splat(array).isPresent()
        && Constants.splat(array).equals(Constants.splat(value));
  }

  private static HloInstruction slice(
      InstructionBuilder builder, HloInstruction operand, List<PaddingDimension> padding) {
    List<SliceRange> ranges = new ArrayList<>();
    for (int d = 0; d < padding.size(); d++) {
      PaddingDimension p = padding.get(d);
      long limit = Dimensions.of(operand).get(d) + p.high();
      if (-p.low() > limit) {
        return null;
      }
      ranges.add(new SliceRange(-p.low(), limit, 1));
    }
    return builder.slice(operand, ranges);
  }
}
