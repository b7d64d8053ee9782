package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Mistakes in where elements go. */
final class MovementMistakes {
  private MovementMistakes() {}

  static void addTo(Mistakes mistakes) {
    movement(mistakes);
    indices(mistakes);
  }

  private static void movement(Mistakes mistakes) {
    mistakes.add(
        "pad is off by one",
        (i, b) -> {
          List<PaddingDimension> padding = new ArrayList<>(i.get(Attribute.PADDING));
          PaddingDimension first = padding.getFirst();
          padding.set(0, new PaddingDimension(first.low() + 1, first.high() - 1, first.interior()));
          return b.pad(i.operand(0), i.operand(1), i.shape(), padding);
        },
        Opcode.PAD);
    mistakes.add(
        "transpose leaves the elements where they are",
        (i, b) -> b.reshape(i.operand(0), i.shape().asArray().dimensions()),
        Opcode.TRANSPOSE);
    mistakes.add(
        "concatenate takes its operands from the last",
        (i, b) -> {
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          Collections.swap(operands, 0, 1);
          return b.like(i, i.shape(), operands);
        },
        Opcode.CONCATENATE);
    mistakes.add(
        "concatenate goes along the first dimension",
        (i, b) -> {
          ArrayShape shape = i.shape().asArray();
          ArrayShape part = i.operand(0).shape().asArray();
          boolean equal = i.operands().stream().allMatch(o -> o.shape().isCompatible(part));
          if (!equal || i.get(Attribute.DIMENSIONS).getInt(0) == 0) {
            return null;
          }
          HloInstruction other =
              b.add(
                  Opcode.CONCATENATE,
                  ArrayShape.of(
                      part.elementType(),
                      part.dimensions().with(0, part.dimension(0) * i.operandCount())),
                  i.operands(),
                  Attributes.of(Attribute.DIMENSIONS, LongList.of(0)));
          return b.reshape(other, shape.dimensions());
        },
        Opcode.CONCATENATE);
    mistakes.add(
        "iota counts along the last dimension",
        (i, b) ->
            b.add(
                Opcode.IOTA,
                i.shape(),
                List.of(),
                Attributes.of(Attribute.IOTA_DIMENSION, i.shape().asArray().rank() - 1L)),
        Opcode.IOTA);
    mistakes.add(
        "reverse takes the first dimension only",
        (i, b) ->
            b.add(
                Opcode.REVERSE,
                i.shape(),
                i.operands(),
                Attributes.of(
                    Attribute.DIMENSIONS, LongList.of(i.get(Attribute.DIMENSIONS).get(0)))),
        Opcode.REVERSE);
    mistakes.add(
        "a slice with strides begins at zero",
        (i, b) ->
            b.slice(
                i.operand(0),
                i.get(Attribute.SLICE).stream()
                    .map(
                        range ->
                            range.stride() > 1
                                ? new SliceRange(0, range.limit() - range.start(), range.stride())
                                : range)
                    .toList()),
        Opcode.SLICE);
  }

  /** Indices behind the end begin anew, and those in front of zero count from there backwards. */
  private static HloInstruction wrapped(InstructionBuilder b, HloInstruction index, long size) {
    ElementType type = Replacements.type(index);
    return size > 100 && type.bitWidth() == 8
        ? index
        : b.elementwise(Opcode.REMAINDER, index, Replacements.splat(b, index, size));
  }

  private static void indices(Mistakes mistakes) {
    WrongBackend.Mistake starts =
        (i, b) -> {
          ArrayShape shape = i.operand(0).shape().asArray();
          int first = i.operandCount() - shape.rank();
          List<HloInstruction> operands = new ArrayList<>(i.operands());
          for (int d = 0; d < shape.rank(); d++) {
            operands.set(first + d, wrapped(b, operands.get(first + d), shape.dimension(d)));
          }
          return b.like(i, i.shape(), operands);
        };
    mistakes.add("dynamic-slice does not clamp", starts, Opcode.DYNAMIC_SLICE);
    mistakes.add("dynamic-update-slice does not clamp", starts, Opcode.DYNAMIC_UPDATE_SLICE);
    mistakes.add(
        "gather does not clamp",
        (i, b) ->
            b.like(
                i,
                i.shape(),
                List.of(
                    i.operand(0),
                    wrapped(b, i.operand(1), i.operand(0).shape().asArray().dimension(0)))),
        Opcode.GATHER);
    mistakes.add(
        "scatter moves what lies outside to the edge",
        (i, b) -> {
          HloInstruction at = i.operand(1);
          long size = i.operand(0).shape().asArray().dimension(0);
          HloInstruction clamped =
              b.add(
                  Opcode.CLAMP,
                  at.shape(),
                  Replacements.splat(b, at, 0),
                  at,
                  Replacements.splat(b, at, size - 1));
          return b.like(i, i.shape(), List.of(i.operand(0), clamped, i.operand(2)));
        },
        Opcode.SCATTER);
  }
}
