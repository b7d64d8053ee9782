package org.hlorun.fusion.expand;

import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.ScalarComputations;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Arithmetic of arrays and of vectors that have one element per feature, for a batch normalisation:
 * in f32 or wider.
 */
final class FeatureArithmetic {
  private final InstructionBuilder builder;
  private final HloModule module;
  private final ElementType type;
  private final ElementType wideType;
  private final LongList sizes;
  private final int feature;
  private final double epsilon;

  FeatureArithmetic(HloInstruction norm) {
    this.builder = new InstructionBuilder(norm);
    this.module = norm.parent().module();
    ArrayShape shape = norm.operand(0).shape().asArray();
    this.type = shape.elementType();
    this.wideType = type.bitWidth() < 32 ? ElementType.F32 : type;
    this.sizes = shape.dimensions();
    this.feature = Math.toIntExact(norm.get(Attribute.FEATURE_INDEX));
    this.epsilon = norm.get(Attribute.EPSILON);
  }

  HloInstruction wide(HloInstruction operand) {
    return builder.convert(operand, wideType);
  }

  HloInstruction narrow(HloInstruction value) {
    return builder.convert(value, type);
  }

  HloInstruction binary(Opcode opcode, HloInstruction left, HloInstruction right) {
    return builder.elementwise(opcode, left, right);
  }

  HloInstruction tuple(List<HloInstruction> elements) {
    return builder.tuple(elements);
  }

  /** A vector over the features at every place of an array. */
  HloInstruction spread(HloInstruction vector) {
    return builder.broadcast(vector, sizes, LongList.of(feature));
  }

  /** The sum over everything but the feature. */
  HloInstruction sum(HloInstruction array) {
    LongList dimensions =
        LongList.of(LongStream.range(0, sizes.size()).filter(d -> d != feature).toArray());
    return builder.add(
        Opcode.REDUCE,
        ArrayShape.of(wideType, sizes.get(feature)),
        List.of(array, builder.scalar(wideType, 0)),
        Attributes.of(Attribute.DIMENSIONS, dimensions).with(Attribute.TO_APPLY, addition()));
  }

  private HloComputation addition() {
    return ScalarComputations.binary(module, Opcode.ADD, wideType);
  }

  /** A value divided by the number of elements per feature. */
  HloInstruction overCount(HloInstruction value) {
    return binary(Opcode.DIVIDE, value, count(value));
  }

  HloInstruction timesCount(HloInstruction value) {
    return binary(Opcode.MULTIPLY, value, count(value));
  }

  private HloInstruction count(HloInstruction like) {
    double count = 1;
    for (int d = 0; d < sizes.size(); d++) {
      count *= d == feature ? 1 : sizes.get(d);
    }
    return constant(count, like);
  }

  HloInstruction withEpsilon(HloInstruction variance) {
    return binary(Opcode.ADD, variance, constant(epsilon, variance));
  }

  HloInstruction deviation(HloInstruction variance) {
    return builder.elementwise(Opcode.SQRT, withEpsilon(variance));
  }

  private HloInstruction constant(double value, HloInstruction like) {
    return builder.splat(builder.scalar(wideType, value), like.shape().asArray().dimensions());
  }
}
