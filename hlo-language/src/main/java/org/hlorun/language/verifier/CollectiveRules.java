package org.hlorun.language.verifier;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.Signature;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Communication between devices. */
final class CollectiveRules {
  private CollectiveRules() {}

  /** The operands' shapes, combined element by element by {@code to_apply}. */
  static void allReduce(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    checkReducer(instruction);
    ReplicaGroupRules.check(instruction, facts);
    ChannelRules.check(instruction, facts);
  }

  private static void checkReducer(HloInstruction instruction) {
    Signature reducer = Signature.of(instruction.get(Attribute.TO_APPLY));
    Violation.unless(
        reducer.arity() == 2,
        Invariant.OPERANDS,
        "Reduction function must take 2 parameters, but takes %d parameter(s).",
        reducer.arity());
    for (HloInstruction operand : instruction.operands()) {
      ArrayShape element =
          ArrayShape.scalar(ConversionRules.array(operand.shape(), "a collective").elementType());
      Violation.unless(
          reducer.parameter(0).isCompatible(element)
              && reducer.parameter(1).isCompatible(element)
              && reducer.result().isCompatible(element),
          Invariant.OPERANDS,
          "Reduction function %s combines %s and %s to %s, but the operand has elements %s",
          reducer.name(),
          reducer.parameter(0),
          reducer.parameter(1),
          reducer.result(),
          element);
    }
  }

  /** The operands' shapes with one dimension divided by the group size. */
  static void reduceScatter(HloInstruction instruction, Facts facts) {
    checkReducer(instruction);
    List<Shape> whole = OpcodeRules.operandShapes(instruction);
    List<Shape> parts = parts(instruction, instruction.shape(), whole.size());
    checkSharded(instruction, facts, parts, whole);
  }

  /** The operands' shapes with one dimension multiplied by the group size. */
  static void allGather(HloInstruction instruction, Facts facts) {
    List<Shape> parts = OpcodeRules.operandShapes(instruction);
    checkSharded(instruction, facts, parts, parts(instruction, instruction.shape(), parts.size()));
  }

  /** (operands, results); each a tuple if there are several. */
  static void allGatherStart(HloInstruction instruction, Facts facts) {
    List<Shape> parts = OpcodeRules.operandShapes(instruction);
    Violation.unless(
        instruction.shape() instanceof TupleShape tuple && tuple.size() == 2,
        Invariant.RESULT,
        "all-gather-start must have shape (operands, results), but has %s",
        instruction.shape());
    TupleShape shape = instruction.shape().asTuple();
    Shape operands = parts.size() == 1 ? parts.getFirst() : new TupleShape(parts);
    Violation.unless(
        shape.element(0).isCompatible(operands),
        Invariant.RESULT,
        "The first element of the shape of all-gather-start must be that of its operands, %s, but"
            + " is %s",
        operands,
        shape.element(0));
    checkSharded(instruction, facts, parts, parts(instruction, shape.element(1), parts.size()));
  }

  private static List<Shape> parts(HloInstruction instruction, Shape shape, int count) {
    if (count == 1) {
      return List.of(shape);
    }
    Violation.unless(
        shape instanceof TupleShape tuple && tuple.size() == count,
        Invariant.RESULT,
        "%s of %d operands must have a tuple of %d results, but has %s",
        instruction.opcode(),
        count,
        count,
        shape);
    return shape.asTuple().elements();
  }

  /** Every whole is its part times the group size along the dimension. */
  private static void checkSharded(
      HloInstruction instruction, Facts facts, List<Shape> parts, List<Shape> wholes) {
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    Violation.unless(
        dimensions.size() == 1,
        Invariant.ATTRIBUTES,
        "%s takes exactly one dimension, but sees {%s}",
        instruction.opcode(),
        dimensions);
    long groupSize = ReplicaGroupRules.checkEqualGroups(instruction, facts);
    ChannelRules.check(instruction, facts);
    for (int i = 0; i < parts.size(); i++) {
      ArrayShape part = ConversionRules.array(parts.get(i), instruction.opcode().mnemonic());
      ArrayShape whole = ConversionRules.array(wholes.get(i), instruction.opcode().mnemonic());
      long dimension = dimensions.get(0);
      Violation.unless(
          dimension >= 0 && dimension < part.rank(),
          Invariant.ATTRIBUTES,
          "Dimension %d of %s is out of bounds for shape %s",
          dimension,
          instruction.opcode(),
          part);
      checkShard(instruction, part, whole, (int) dimension, groupSize);
    }
  }

  private static void checkShard(
      HloInstruction instruction, ArrayShape part, ArrayShape whole, int dimension, long groups) {
    boolean same = part.rank() == whole.rank() && part.elementType() == whole.elementType();
    for (int i = 0; same && i < part.rank(); i++) {
      same = i == dimension || part.dimension(i) == whole.dimension(i);
    }
    Violation.unless(
        same,
        Invariant.RESULT,
        "The shapes %s and %s of %s must agree but for dimension %d",
        part,
        whole,
        instruction.opcode(),
        dimension);
    long partSize = part.dimension(dimension);
    long wholeSize = whole.dimension(dimension);
    // A header without device counts leaves the group size open; the ratio then tells it.
    boolean scaled =
        groups > 0
            ? Math.multiplyExact(partSize, groups) == wholeSize
            : partSize == wholeSize || partSize > 0 && wholeSize % partSize == 0;
    Violation.unless(
        scaled,
        Invariant.RESULT,
        "Dimension %d of %s has size %d in the parts and %d in the whole, but the groups have %d"
            + " members",
        dimension,
        instruction.opcode(),
        partSize,
        wholeSize,
        groups);
  }

  /** One operand split along a dimension, or operand i exchanged with peer i. */
  static void allToAll(HloInstruction instruction, Facts facts) {
    long groupSize = ReplicaGroupRules.checkEqualGroups(instruction, facts);
    ChannelRules.check(instruction, facts);
    if (!instruction.has(Attribute.DIMENSIONS)) {
      checkExchange(instruction, groupSize);
      return;
    }
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    ArrayShape operand = ConversionRules.operand(instruction, 0);
    Violation.unless(
        dimensions.size() == 1 && dimensions.get(0) >= 0 && dimensions.get(0) < operand.rank(),
        Invariant.ATTRIBUTES,
        "all-to-all takes one dimension of its operand %s, but sees {%s}",
        operand,
        dimensions);
    Violation.unless(
        instruction.operandCount() == 1,
        Invariant.OPERAND_COUNT,
        "all-to-all with a dimension takes 1 operand, but has %d",
        instruction.operandCount());
    long size = operand.dimension(dimensions.getInt(0));
    Violation.unless(
        groupSize <= 0 || size % groupSize == 0,
        Invariant.OPERANDS,
        "AllToAll split dimension size %d must be divisible by split_count %d",
        size,
        groupSize);
    OpcodeRules.expectShape(instruction, operand);
  }

  private static void checkExchange(HloInstruction instruction, long groupSize) {
    int count = instruction.operandCount();
    Violation.unless(
        groupSize <= 0 || groupSize == count,
        Invariant.OPERANDS,
        "all-to-all exchanges one operand per member of a group of %d, but has %d operands",
        groupSize,
        count);
    List<Shape> shapes = new ArrayList<>(OpcodeRules.operandShapes(instruction));
    for (Shape shape : shapes) {
      Violation.unless(
          shape.isCompatible(shapes.getFirst()),
          Invariant.OPERANDS,
          "The operands of all-to-all must have the same shape; got %s and %s",
          shapes.getFirst(),
          shape);
    }
    boolean single = count == 1 && instruction.shape().isArray();
    OpcodeRules.expectShape(instruction, single ? shapes.getFirst() : new TupleShape(shapes));
  }

  /** (input, output, input offsets, send sizes, output offsets, receive sizes) -> output. */
  static void raggedAllToAll(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    ArrayShape input = ConversionRules.operand(instruction, 0);
    ArrayShape output = ConversionRules.operand(instruction, 1);
    Violation.unless(
        input.elementType() == output.elementType() && input.rank() == output.rank(),
        Invariant.OPERANDS,
        "Input and output of ragged-all-to-all must have the same element type and rank; got %s and"
            + " %s",
        input,
        output);
    ArrayShape offsets = ConversionRules.operand(instruction, 2);
    for (int i = 2; i < 6; i++) {
      ArrayShape shape = ConversionRules.operand(instruction, i);
      Violation.unless(
          shape.elementType().isInteger()
              && shape.rank() >= 1
              && shape.dimensions().equals(offsets.dimensions()),
          Invariant.OPERANDS,
          "Offsets and sizes of ragged-all-to-all must be integers of one shape of rank at least 1;"
              + " operand %d is %s",
          i,
          shape);
    }
    ReplicaGroupRules.checkEqualGroups(instruction, facts);
    ChannelRules.check(instruction, facts);
  }

  static void broadcast(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    ReplicaGroupRules.checkPartial(instruction, facts);
    ChannelRules.check(instruction, facts);
  }

  /** The operands' shapes. */
  static void permute(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    SourceTargetRules.check(instruction, facts);
    ChannelRules.check(instruction, facts);
  }

  /** (operand, result, context...). */
  static void permuteStart(HloInstruction instruction, Facts facts) {
    List<Shape> shapes = OpcodeRules.operandShapes(instruction);
    boolean inPlace = instruction.has(Attribute.PERMUTE_SLICE_SIZES) && shapes.size() == 4;
    Shape operand = shapes.size() == 1 || inPlace ? shapes.getFirst() : new TupleShape(shapes);
    Shape result = inPlace ? shapes.get(1) : operand;
    Violation.unless(
        instruction.shape() instanceof TupleShape tuple
            && tuple.size() >= 2
            && tuple.element(0).isCompatible(operand)
            && tuple.element(1).isCompatible(result),
        Invariant.RESULT,
        "collective-permute-start must have shape (%s, %s, ...), but has %s",
        operand,
        result,
        instruction.shape());
    SourceTargetRules.check(instruction, facts);
    ChannelRules.check(instruction, facts);
  }
}
