package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Mistakes in the arithmetic of integers, in comparisons and what is ordered by them. */
final class IntegerMistakes {
  private IntegerMistakes() {}

  static void addTo(Mistakes mistakes) {
    integers(mistakes);
    comparisons(mistakes);
  }

  private static void integers(Mistakes mistakes) {
    mistakes.add(
        "a division by zero gives zero",
        (i, b) ->
            Replacements.type(i).isInteger()
                ? Replacements.select(
                    b,
                    b.compare(ComparisonDirection.EQ, i.operand(1), Replacements.splat(b, i, 0)),
                    Replacements.splat(b, i, 0),
                    Replacements.again(b, i))
                : null,
        Opcode.DIVIDE);
    mistakes.add(
        "the remainder has the sign of the divisor",
        (i, b) ->
            Replacements.type(i).isSigned()
                ? b.elementwise(
                    Opcode.REMAINDER,
                    b.elementwise(Opcode.ADD, Replacements.again(b, i), i.operand(1)),
                    i.operand(1))
                : null,
        Opcode.REMAINDER);
    mistakes.add(
        "shifts take the low bits of the distance",
        (i, b) ->
            Replacements.type(i).bitWidth() >= 8
                ? b.elementwise(
                    i.opcode(),
                    i.operand(0),
                    b.elementwise(
                        Opcode.AND,
                        i.operand(1),
                        Replacements.splat(b, i, Replacements.type(i).bitWidth() - 1.0)))
                : null,
        Opcode.SHIFT_LEFT,
        Opcode.SHIFT_RIGHT_ARITHMETIC,
        Opcode.SHIFT_RIGHT_LOGICAL);
    mistakes.add(
        "zero has no leading zeros",
        (i, b) ->
            Replacements.select(
                b,
                b.compare(ComparisonDirection.EQ, i.operand(0), Replacements.splat(b, i, 0)),
                Replacements.splat(b, i, 0),
                Replacements.again(b, i)),
        Opcode.COUNT_LEADING_ZEROS);
    mistakes.add(
        "the bits of s8 are counted in s32",
        (i, b) ->
            Replacements.type(i) == ElementType.S8
                ? b.convert(
                    b.elementwise(Opcode.POPCNT, b.convert(i.operand(0), ElementType.S32)),
                    ElementType.S8)
                : null,
        Opcode.POPCNT);
    mistakes.add(
        "floats wrap when they become s8",
        (i, b) ->
            Replacements.type(i) == ElementType.S8 && Replacements.isFloat(i.operand(0))
                ? b.convert(b.convert(i.operand(0), ElementType.S32), ElementType.S8)
                : null,
        Opcode.CONVERT);
    mistakes.add(
        "u32 is divided as s32",
        (i, b) -> Replacements.type(i) == ElementType.U32 ? signed(b, i) : null,
        Opcode.DIVIDE);
  }

  private static HloInstruction signed(InstructionBuilder b, HloInstruction i) {
    ArrayShape shape = i.shape().asArray().withDefaultLayout();
    ArrayShape as = shape.withElementType(ElementType.S32);
    List<HloInstruction> operands =
        i.operands().stream().map(o -> b.add(Opcode.BITCAST_CONVERT, as, o)).toList();
    return b.add(Opcode.BITCAST_CONVERT, shape, b.like(i, as, operands));
  }

  private static void comparisons(Mistakes mistakes) {
    mistakes.add(
        "u32 is compared as s32",
        (i, b) -> {
          if (Replacements.type(i.operand(0)) != ElementType.U32) {
            return null;
          }
          ArrayShape as = i.operand(0).shape().asArray().withElementType(ElementType.S32);
          List<HloInstruction> operands =
              i.operands().stream().map(o -> b.add(Opcode.BITCAST_CONVERT, as, o)).toList();
          return b.like(i, i.shape(), operands);
        },
        Opcode.COMPARE);
    mistakes.add(
        "NaN is not unequal to anything",
        (i, b) ->
            i.get(Attribute.DIRECTION) == ComparisonDirection.NE
                    && Replacements.isFloat(i.operand(0))
                    && i.find(Attribute.COMPARISON_TYPE).isEmpty()
                ? b.elementwise(
                    Opcode.OR,
                    b.compare(ComparisonDirection.LT, i.operand(0), i.operand(1)),
                    b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1)))
                : null,
        Opcode.COMPARE);
    mistakes.add(
        "total order is forgotten",
        (i, b) ->
            i.find(Attribute.COMPARISON_TYPE).filter(ComparisonType.TOTALORDER::equals).isPresent()
                ? b.compare(i.get(Attribute.DIRECTION), i.operand(0), i.operand(1))
                : null,
        Opcode.COMPARE);
    mistakes.add(
        "of equal elements the last has the place",
        (i, b) ->
            i.operand(0).opcode() == Opcode.PARAMETER
                    && i.operand(0).get(Attribute.PARAMETER_NUMBER) == 1
                ? b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1))
                : null,
        List.of(Opcode.COMPARE),
        List.of(Opcode.REDUCE));
    mistakes.add(
        "of equal elements select-and-scatter takes the last",
        (i, b) ->
            i.get(Attribute.DIRECTION) == ComparisonDirection.GE
                ? b.compare(ComparisonDirection.GT, i.operand(0), i.operand(1))
                : null,
        List.of(Opcode.COMPARE),
        List.of(Opcode.SELECT_AND_SCATTER));
    mistakes.add(
        "sort is not stable",
        (i, b) -> {
          if (!i.find(Attribute.IS_STABLE).orElse(false)) {
            return null;
          }
          List<HloInstruction> reversed = new ArrayList<>();
          for (HloInstruction operand : i.operands()) {
            reversed.add(
                b.add(
                    Opcode.REVERSE,
                    operand.shape(),
                    List.of(operand),
                    Attributes.of(Attribute.DIMENSIONS, i.get(Attribute.DIMENSIONS))));
          }
          return b.like(i, i.shape(), reversed);
        },
        Opcode.SORT);
  }
}
