package org.hlorun.language.verifier;

import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Random numbers. */
final class RandomRules {
  private RandomRules() {}

  /** Two scalars of the result's element type; a normal distribution is of floats. */
  static void rng(HloInstruction instruction, Facts facts) {
    ArrayShape result = ConversionRules.result(instruction);
    for (HloInstruction operand : instruction.operands()) {
      Violation.unless(
          operand.shape().isCompatible(ArrayShape.scalar(result.elementType())),
          Invariant.OPERANDS,
          "The parameters of rng must be scalars of the result's element type %s, but got %s",
          result.elementType(),
          operand.shape());
    }
    Violation.unless(
        !result.elementType().isComplex(),
        Invariant.RESULT,
        "rng has no complex distributions: %s",
        result);
    Violation.unless(
        instruction.get(Attribute.DISTRIBUTION) != RandomDistribution.RNG_NORMAL
            || result.elementType().isFloat(),
        Invariant.RESULT,
        "Element type not supported for rng_normal: %s",
        result.elementType());
  }

  /** {@code u64} state of two words (or three, for Philox) -> (state, data), or the data only. */
  static void bitGenerator(HloInstruction instruction, Facts facts) {
    ArrayShape state = ConversionRules.operand(instruction, 0);
    boolean threeFry = instruction.get(Attribute.RANDOM_ALGORITHM) == RandomAlgorithm.RNG_THREE_FRY;
    Violation.unless(
        state.elementType() == ElementType.U64
            && state.rank() == 1
            && (state.dimension(0) == 2 || !threeFry && state.dimension(0) == 3),
        Invariant.OPERANDS,
        "The state of rng-bit-generator must be %s, but is %s",
        threeFry ? "u64[2]" : "u64[2] or u64[3]",
        state);
    Shape data = instruction.shape();
    if (data instanceof TupleShape tuple) {
      Violation.unless(
          tuple.size() == 2 && tuple.element(0).isCompatible(state),
          Invariant.RESULT,
          "The result of rng-bit-generator must be (state, data) with state %s, but is %s",
          state,
          tuple);
      data = tuple.element(1);
    }
    ElementType type = ConversionRules.array(data, "the data of rng-bit-generator").elementType();
    Violation.unless(
        (type.isInteger() || type.isFloat()) && type.bitWidth() >= 8,
        Invariant.RESULT,
        "rng-bit-generator cannot make elements of type %s",
        type);
  }

  static void state(HloInstruction instruction, Facts facts) {
    OpcodeRules.expectShape(instruction, ArrayShape.of(ElementType.U64, 2));
  }
}
