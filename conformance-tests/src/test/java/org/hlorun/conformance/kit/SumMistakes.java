package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Mistakes in sums, and in control flow. */
final class SumMistakes {
  private SumMistakes() {}

  static void addTo(Mistakes mistakes) {
    sums(mistakes);
    control(mistakes);
  }

  private static void sums(Mistakes mistakes) {
    mistakes.add(
        "reduce drops what does not fill a vector",
        (i, b) -> {
          if (i.operandCount() != 2) {
            return null;
          }
          ArrayShape shape = i.operand(0).shape().asArray();
          LongList dimensions = i.get(Attribute.DIMENSIONS);
          List<SliceRange> ranges = new ArrayList<>();
          for (int d = 0; d < shape.rank(); d++) {
            boolean reduced = dimensions.contains(d);
            ranges.add(
                new SliceRange(0, shape.dimension(d) - (reduced ? shape.dimension(d) % 4 : 0), 1));
          }
          return b.like(i, i.shape(), List.of(b.slice(i.operand(0), ranges), i.operand(1)));
        },
        Opcode.REDUCE);
    mistakes.add("dot has factors of bf16", SumMistakes::narrowFactors, Opcode.DOT);
    mistakes.add("convolution has factors of bf16", SumMistakes::narrowFactors, Opcode.CONVOLUTION);
    mistakes.add(
        "dot ends with a rounding to bf16",
        (i, b) ->
            Replacements.type(i) == ElementType.F32
                ? b.convert(b.convert(Replacements.again(b, i), ElementType.BF16), ElementType.F32)
                : null,
        Opcode.DOT);
    mistakes.add(
        "convolution forgets the reversal of windows",
        (i, b) -> {
          List<WindowDimension> window = new ArrayList<>();
          for (WindowDimension d : i.get(Attribute.WINDOW).dimensions()) {
            window.add(
                new WindowDimension(
                    d.size(),
                    d.stride(),
                    d.paddingLow(),
                    d.paddingHigh(),
                    d.windowDilation(),
                    d.baseDilation(),
                    false));
          }
          return b.add(
              Opcode.CONVOLUTION,
              i.shape(),
              i.operands(),
              i.attributes().with(Attribute.WINDOW, new Window(window)));
        },
        Opcode.CONVOLUTION);
  }

  private static HloInstruction narrowFactors(HloInstruction i, InstructionBuilder b) {
    if (Replacements.type(i) != ElementType.F32
        || Replacements.type(i.operand(0)) != ElementType.F32) {
      return null;
    }
    return b.like(
        i,
        i.shape(),
        i.operands().stream()
            .map(o -> b.convert(b.convert(o, ElementType.BF16), ElementType.F32))
            .toList());
  }

  private static void control(Mistakes mistakes) {
    mistakes.add(
        "loops make one trip too many",
        (i, b) -> b.compare(ComparisonDirection.LE, i.operand(0), i.operand(1)),
        List.of(Opcode.COMPARE),
        List.of(Opcode.WHILE));
    mistakes.add(
        "a branch that is not there is the first",
        (i, b) -> {
          HloInstruction index = i.operand(0);
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          HloInstruction inside =
              b.compare(
                  ComparisonDirection.LT, index, b.scalar(ElementType.S32, i.operandCount() - 1.0));
          operands.set(0, Replacements.select(b, inside, index, b.scalar(ElementType.S32, 0)));
          return b.like(i, i.shape(), operands);
        },
        Opcode.CONDITIONAL);
  }
}
