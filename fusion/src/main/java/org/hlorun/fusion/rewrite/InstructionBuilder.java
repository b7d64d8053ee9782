package org.hlorun.fusion.rewrite;

import java.util.List;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Makes instructions in the computation of an instruction that they replace or help to replace.
 * They have default layouts and the metadata of that instruction.
 */
public final class InstructionBuilder {
  private final HloComputation computation;
  private final Attributes base;

  public InstructionBuilder(HloInstruction origin) {
    this.computation = origin.parent();
    this.base =
        origin
            .attributes()
            .find(Attribute.METADATA)
            .map(metadata -> Attributes.of(Attribute.METADATA, metadata))
            .orElse(Attributes.none());
  }

  /** Any instruction; the metadata is added to the attributes. */
  public HloInstruction add(
      Opcode opcode, Shape shape, List<HloInstruction> operands, Attributes attributes) {
    Attributes all = base.toBuilder().putAll(attributes).build();
    return computation.add(opcode.mnemonic(), opcode, shape, operands, all);
  }

  /** An instruction without attributes of its own. */
  public HloInstruction add(Opcode opcode, Shape shape, HloInstruction... operands) {
    return add(opcode, shape, List.of(operands), Attributes.none());
  }

  /** An elementwise instruction of the shape of its operands. */
  public HloInstruction elementwise(Opcode opcode, HloInstruction... operands) {
    return add(opcode, operands[0].shape().withDefaultLayout(), operands);
  }

  /** The same operation with the same attributes on other operands. */
  public HloInstruction like(HloInstruction model, Shape shape, List<HloInstruction> operands) {
    return add(model.opcode(), shape, operands, model.attributes().without(Attribute.SHARDING));
  }

  public HloInstruction constant(ArrayLiteral value) {
    return add(Opcode.CONSTANT, value.shape(), List.of(), Attributes.of(Attribute.VALUE, value));
  }

  /** A scalar constant, rounded or wrapped to its type. */
  public HloInstruction scalar(ElementType type, double value) {
    return constant(ArrayLiteral.scalar(type, value));
  }

  /** Sends dimension {@code i} of the operand to dimension {@code dimensions[i]} of the result. */
  public HloInstruction broadcast(HloInstruction operand, LongList sizes, LongList dimensions) {
    return add(
        Opcode.BROADCAST,
        ArrayShape.of(type(operand), sizes),
        List.of(operand),
        Attributes.of(Attribute.DIMENSIONS, dimensions));
  }

  /** A scalar at every index. */
  public HloInstruction splat(HloInstruction scalar, LongList sizes) {
    return sizes.isEmpty() ? scalar : broadcast(scalar, sizes, LongList.empty());
  }

  /** The operand itself if it has these sizes already. */
  public HloInstruction reshape(HloInstruction operand, LongList sizes) {
    return operand.shape().asArray().dimensions().equals(sizes)
        ? operand
        : add(Opcode.RESHAPE, ArrayShape.of(type(operand), sizes), operand);
  }

  /**
   * Dimension {@code i} of the result is dimension {@code permutation[i]} of the operand; the
   * operand itself if that is the identity.
   */
  public HloInstruction transpose(HloInstruction operand, LongList permutation) {
    if (permutation.equals(LongList.range(permutation.size()))) {
      return operand;
    }
    LongList sizes = operand.shape().asArray().dimensions();
    return add(
        Opcode.TRANSPOSE,
        ArrayShape.of(type(operand), permutation.map(d -> sizes.get((int) d))),
        List.of(operand),
        Attributes.of(Attribute.DIMENSIONS, permutation));
  }

  public HloInstruction slice(HloInstruction operand, List<SliceRange> ranges) {
    long[] sizes = ranges.stream().mapToLong(SliceRange::size).toArray();
    return add(
        Opcode.SLICE,
        ArrayShape.of(type(operand), sizes),
        List.of(operand),
        Attributes.of(Attribute.SLICE, ranges));
  }

  public HloInstruction pad(
      HloInstruction operand, HloInstruction value, Shape shape, List<PaddingDimension> padding) {
    return add(
        Opcode.PAD, shape, List.of(operand, value), Attributes.of(Attribute.PADDING, padding));
  }

  /** The operand itself if it has the type already. */
  public HloInstruction convert(HloInstruction operand, ElementType type) {
    ArrayShape shape = operand.shape().asArray();
    return shape.elementType() == type
        ? operand
        : add(Opcode.CONVERT, shape.withElementType(type), operand);
  }

  public HloInstruction compare(
      ComparisonDirection direction, HloInstruction left, HloInstruction right) {
    return add(
        Opcode.COMPARE,
        left.shape().asArray().withElementType(ElementType.PRED),
        List.of(left, right),
        Attributes.of(Attribute.DIRECTION, direction));
  }

  public HloInstruction tuple(List<HloInstruction> elements) {
    Shape shape = new TupleShape(elements.stream().map(HloInstruction::shape).toList());
    return add(Opcode.TUPLE, shape, elements, Attributes.none());
  }

  public HloInstruction element(HloInstruction tuple, int index) {
    return add(
        Opcode.GET_TUPLE_ELEMENT,
        tuple.shape().asTuple().element(index),
        List.of(tuple),
        Attributes.of(Attribute.INDEX, (long) index));
  }

  private static ElementType type(HloInstruction operand) {
    return operand.shape().asArray().elementType();
  }
}
