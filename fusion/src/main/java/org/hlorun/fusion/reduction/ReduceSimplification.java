package org.hlorun.fusion.reduction;

import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.Reducer;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Reductions by one operation {@code f} that commutes and associates, with the initial value i.
 *
 * <pre>
 * reduce(x) of no elements => broadcast(i)
 * reduce(x) along dimensions of size 1 => f(reshape(x), i), or without these dimensions
 * reduce(broadcast(x)) along new dimensions => reduce(x), if f is idempotent (max, min, and, or)
 * reduce(pad(x, v)) along padded dimensions => reduce(x), if v and i change nothing
 * reduce(reshape(x)) to a scalar => reduce(x)
 * reduce(transpose(x, p), d) => reduce(x, p[d])
 * reduce(reduce(x, d, j), e, i) => reduce(x, d and e, i), if j changes nothing
 * </pre>
 *
 * <p>The last two change the order of the terms, which needs default numerics for sums and products
 * of floats.
 */
public final class ReduceSimplification extends InstructionPass {
  private final Numerics numerics;

  public ReduceSimplification(Numerics numerics) {
    super(Opcode.REDUCE);
    this.numerics = numerics;
  }

  @Override
  public String name() {
    return "reduce-simplification";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    Reducer reducer = Reducer.of(instruction).orElse(null);
    if (reducer == null) {
      return null;
    }
    HloInstruction operand = instruction.operand(0);
    if (operand.shape().asArray().elementCount() == 0
        && instruction.shape().asArray().elementCount() != 0) {
      return new InstructionBuilder(instruction)
          .splat(instruction.operand(1), Dimensions.of(instruction));
    }
    LongList reduced = Dimensions.attribute(instruction);
    if (hasOnes(operand, reduced)) {
      return withoutOnes(instruction, operand, reducer);
    }
    boolean anyOrder = reducer.isOrderFree() || numerics.allows(Numerics.DEFAULT);
    return switch (operand.opcode()) {
      case BROADCAST -> reducer.isIdempotent() ? ofBroadcast(instruction, operand) : null;
      case PAD -> ofPad(instruction, operand, reducer);
      case RESHAPE ->
          instruction.shape().isScalar()
              ? reduce(
                  instruction,
                  operand.operand(0),
                  LongList.range(operand.operand(0).shape().asArray().rank()))
              : null;
      case TRANSPOSE -> anyOrder ? ofTranspose(instruction, operand) : null;
      case REDUCE -> anyOrder ? ofReduce(instruction, operand, reducer) : null;
      default -> null;
    };
  }

  private static boolean hasOnes(HloInstruction operand, LongList dimensions) {
    for (int i = 0; i < dimensions.size(); i++) {
      if (Dimensions.of(operand).get(dimensions.getInt(i)) == 1) {
        return true;
      }
    }
    return false;
  }

  private static HloInstruction withoutOnes(
      HloInstruction instruction, HloInstruction operand, Reducer reducer) {
    InstructionBuilder builder = new InstructionBuilder(instruction);
    LongList sizes = Dimensions.of(operand);
    LongList reduced = Dimensions.attribute(instruction);
    LongList ones = LongList.of(reduced.stream().filter(d -> sizes.get((int) d) == 1).toArray());
    LongList kept = Dimensions.others(sizes.size(), ones);
    HloInstruction squeezed = builder.reshape(operand, Dimensions.select(sizes, kept));
    LongList rest =
        LongList.of(reduced.stream().filter(kept::contains).map(kept::indexOf).toArray());
    return rest.isEmpty()
        ? builder.elementwise(
            reducer.operation(),
            squeezed,
            builder.splat(instruction.operand(1), Dimensions.of(instruction)))
        : reduce(instruction, squeezed, rest);
  }

  private static HloInstruction ofBroadcast(HloInstruction instruction, HloInstruction broadcast) {
    LongList reduced = Dimensions.attribute(instruction);
    LongList sources = Dimensions.attribute(broadcast);
    LongList gone = LongList.of(reduced.stream().filter(d -> !sources.contains(d)).toArray());
    if (gone.isEmpty()) {
      return null;
    }
    LongList sizes = Dimensions.of(broadcast);
    LongList kept = Dimensions.others(sizes.size(), gone);
    HloInstruction smaller =
        new InstructionBuilder(instruction)
            .broadcast(
                broadcast.operand(0), Dimensions.select(sizes, kept), sources.map(kept::indexOf));
    LongList rest =
        LongList.of(reduced.stream().filter(kept::contains).map(kept::indexOf).toArray());
    return reduce(instruction, smaller, rest);
  }

  private static HloInstruction ofPad(
      HloInstruction instruction, HloInstruction pad, Reducer reducer) {
    LongList reduced = Dimensions.attribute(instruction);
    List<PaddingDimension> padding = pad.get(Attribute.PADDING);
    for (int d = 0; d < padding.size(); d++) {
      PaddingDimension p = padding.get(d);
      boolean none = p.low() == 0 && p.high() == 0 && p.interior() == 0;
      if (!none && (!reduced.contains(d) || p.low() < 0 || p.high() < 0)) {
        return null;
      }
    }
    return reducer.isIdentity(pad.operand(1)) && reducer.isIdentity(instruction.operand(1))
        ? reduce(instruction, pad.operand(0), reduced)
        : null;
  }

  private static HloInstruction ofTranspose(HloInstruction instruction, HloInstruction transpose) {
    LongList permutation = Dimensions.attribute(transpose);
    LongList reduced = Dimensions.attribute(instruction);
    LongList kept = Dimensions.others(permutation.size(), reduced);
    return Dimensions.isAscending(Dimensions.select(permutation, kept))
        ? reduce(instruction, transpose.operand(0), sorted(Dimensions.select(permutation, reduced)))
        : null;
  }

  private static HloInstruction ofReduce(
      HloInstruction instruction, HloInstruction inner, Reducer reducer) {
    if (inner.users().size() != 1
        || !Reducer.of(inner).filter(reducer::equals).isPresent()
        || !reducer.isIdentity(inner.operand(1))) {
      return null;
    }
    LongList first = Dimensions.attribute(inner);
    LongList kept = Dimensions.others(inner.operand(0).shape().asArray().rank(), first);
    LongList second = Dimensions.select(kept, Dimensions.attribute(instruction));
    return reduce(instruction, inner.operand(0), sorted(Dimensions.concat(first, second)));
  }

  private static LongList sorted(LongList list) {
    return LongList.of(list.stream().sorted().toArray());
  }

  private static HloInstruction reduce(
      HloInstruction model, HloInstruction operand, LongList dimensions) {
    Attributes attributes = model.attributes().with(Attribute.DIMENSIONS, dimensions);
    LongList kept = Dimensions.others(operand.shape().asArray().rank(), dimensions);
    ArrayShape shape =
        ArrayShape.of(
            operand.shape().asArray().elementType(),
            Dimensions.select(Dimensions.of(operand), kept));
    return new InstructionBuilder(model)
        .add(Opcode.REDUCE, shape, List.of(operand, model.operand(1)), attributes);
  }
}
