package org.hlorun.language.verifier;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Data movement whose result shape is written, not inferred. */
final class MovementRules {
  private MovementRules() {}

  static void parameter(HloInstruction instruction, Facts facts) {
    if (instruction.has(Attribute.PARAMETER_REPLICATION)) {
      List<Boolean> replication = instruction.get(Attribute.PARAMETER_REPLICATION);
      int leaves = instruction.shape().leafCount();
      Violation.unless(
          replication.size() == leaves,
          Invariant.ATTRIBUTES,
          "parameter has %d leaf buffers, but parameter_replication has %d elements",
          leaves,
          replication.size());
    }
  }

  static void constant(HloInstruction instruction, Facts facts) {
    if (instruction.has(Attribute.VALUE)) {
      Shape literal = instruction.get(Attribute.VALUE).shape();
      Violation.unless(
          literal.isCompatible(instruction.shape()),
          Invariant.CONSTANTS,
          "The value of the constant has shape %s, but the instruction has %s",
          literal,
          instruction.shape());
    }
  }

  static void iota(HloInstruction instruction, Facts facts) {
    ArrayShape shape = ConversionRules.result(instruction);
    long dimension = instruction.get(Attribute.IOTA_DIMENSION);
    Violation.unless(shape.rank() > 0, Invariant.RESULT, "Iota does not support scalars.");
    Violation.unless(
        dimension >= 0 && dimension < shape.rank(),
        Invariant.ATTRIBUTES,
        "The iota dimension cannot go beyond the operation rank or be negative.");
    Violation.unless(
        !shape.elementType().isPred(),
        Invariant.RESULT,
        "Only support iota of integral, floating point or complex primitive types, got %s",
        shape.elementType());
  }

  /** Operand dimension {@code i} becomes result dimension {@code dimensions[i]}. */
  static void broadcast(HloInstruction instruction, Facts facts) {
    ArrayShape operand = ConversionRules.operand(instruction, 0);
    ArrayShape result = ConversionRules.result(instruction);
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    Violation.unless(
        operand.elementType() == result.elementType(),
        Invariant.RESULT,
        "Broadcast must keep the element type; operand %s, result %s",
        operand,
        result);
    Violation.unless(
        dimensions.size() == operand.rank(),
        Invariant.OPERANDS,
        "Broadcast of an operand of rank %d has %d dimensions {%s}",
        operand.rank(),
        dimensions.size(),
        dimensions);
    long seen = 0;
    for (int i = 0; i < dimensions.size(); i++) {
      long dimension = dimensions.get(i);
      Violation.unless(
          dimension >= 0 && dimension < result.rank() && (seen >>> dimension & 1) == 0,
          Invariant.OPERANDS,
          "Broadcast dimensions {%s} are not different dimensions of the result %s",
          dimensions,
          result);
      seen |= 1L << dimension;
      checkBroadcastSize(operand, i, result, (int) dimension);
    }
  }

  private static void checkBroadcastSize(ArrayShape operand, int from, ArrayShape result, int to) {
    if (operand.dimension(from) == result.dimension(to)) {
      return;
    }
    Violation violation =
        Violation.of(
            Invariant.OPERANDS,
            "Broadcast puts operand dimension %d of size %d into result dimension %d of size %d;"
                + " operand shape %s",
            from,
            operand.dimension(from),
            to,
            result.dimension(to),
            operand);
    throw operand.dimension(from) == 1
        ? violation.withRemedy("reshape the dimension of size 1 away, and leave it out")
        : violation;
  }

  static void reshape(HloInstruction instruction, Facts facts) {
    ArrayShape operand = ConversionRules.operand(instruction, 0);
    ArrayShape result = ConversionRules.result(instruction);
    checkRelabelling("Reshape", operand, result);
    long inferred = instruction.get(Attribute.INFERRED_DIMENSION);
    Violation.unless(
        inferred >= -1 && inferred < result.rank(),
        Invariant.ATTRIBUTES,
        "inferred_dimension=%d is not a dimension of %s",
        inferred,
        result);
  }

  private static void checkRelabelling(String what, ArrayShape operand, ArrayShape result) {
    Violation.unless(
        operand.elementType() == result.elementType(),
        Invariant.RESULT,
        "%s must keep the element type; operand %s, result %s",
        what,
        operand,
        result);
    Violation.unless(
        operand.elementCount() == result.elementCount(),
        Invariant.RESULT,
        "%s operation has mismatched element counts: from=%d (%s) to=%d (%s).",
        what,
        operand.elementCount(),
        operand,
        result.elementCount(),
        result);
  }

  static void dynamicReshape(HloInstruction instruction, Facts facts) {
    ArrayShape operand = ConversionRules.operand(instruction, 0);
    ArrayShape result = ConversionRules.result(instruction);
    checkRelabelling("Dynamic reshape", operand, result);
    Violation.unless(
        instruction.operandCount() == result.rank() + 1,
        Invariant.OPERANDS,
        "dynamic-reshape to %s takes %d sizes, but got %d",
        result,
        result.rank(),
        instruction.operandCount() - 1);
    for (int i = 1; i < instruction.operandCount(); i++) {
      Shape size = instruction.operand(i).shape();
      Violation.unless(
          size.isCompatible(ArrayShape.scalar(ElementType.S32)),
          Invariant.OPERANDS,
          "The sizes of dynamic-reshape must be s32[], but operand %d is %s",
          i,
          size);
    }
  }

  /** Operand and result take the same storage, counted in bits of the elements or in bytes. */
  static void bitcast(HloInstruction instruction, Facts facts) {
    ArrayShape operand = ConversionRules.operand(instruction, 0);
    ArrayShape result = ConversionRules.result(instruction);
    Violation.unless(
        operand.byteSize() == result.byteSize() || bits(operand) == bits(result),
        Invariant.RESULT,
        "Bitcast cannot have different shape sizes of output (%d) and operand (%d) (%s) (%s)",
        result.byteSize(),
        operand.byteSize(),
        result,
        operand);
  }

  private static long bits(ArrayShape shape) {
    return Math.multiplyExact(shape.elementCount(), (long) shape.elementType().bitWidth());
  }
}
