package org.hlorun.language.stablehlo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Adds instructions to a computation, with inferred shapes and names that are unique. */
final class HloBuilder {
  private final HloComputation computation;
  private final ModuleState state;
  private int offset = -1;

  HloBuilder(HloComputation computation, ModuleState state) {
    this.computation = computation;
    this.state = state;
  }

  HloComputation computation() {
    return computation;
  }

  /** The place in the text of the instructions that follow. */
  void setOffset(int newOffset) {
    offset = newOffset;
  }

  HloInstruction add(
      Opcode opcode, Shape shape, List<HloInstruction> operands, Attributes attributes) {
    HloInstruction instruction =
        computation.add(state.instructionName(opcode), opcode, shape, operands, attributes);
    instruction.setSourceRange(offset, offset);
    state.known().observe(instruction);
    return instruction;
  }

  /** Adds an instruction whose shape follows from operands and attributes. */
  HloInstruction add(Opcode opcode, List<HloInstruction> operands, Attributes attributes) {
    List<Shape> shapes = operands.stream().map(HloInstruction::shape).toList();
    return add(opcode, ShapeInference.infer(opcode, shapes, attributes), operands, attributes);
  }

  HloInstruction add(Opcode opcode, HloInstruction... operands) {
    return add(opcode, List.of(operands), Attributes.none());
  }

  HloInstruction parameter(int number, Shape shape) {
    return add(
        Opcode.PARAMETER,
        shape,
        List.of(),
        Attributes.of(Attribute.PARAMETER_NUMBER, (long) number));
  }

  HloInstruction constant(Literal value) {
    return add(Opcode.CONSTANT, value.shape(), List.of(), Attributes.of(Attribute.VALUE, value));
  }

  /** An array of one integer (or of a float that is one) everywhere. */
  HloInstruction fill(ArrayShape shape, long value) {
    return broadcast(constant(ArrayLiteral.scalar(shape.elementType(), value)), shape);
  }

  /** An array of one number everywhere, rounded to the element type. */
  HloInstruction fill(ArrayShape shape, double value) {
    return broadcast(constant(ArrayLiteral.scalar(shape.elementType(), value)), shape);
  }

  /** A vector of integers. */
  HloInstruction vector(ElementType type, LongList values) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(type, values.size()));
    values.indices().forEach(i -> literal.setLong(i, values.get(i)));
    return constant(literal);
  }

  /** A scalar, or an array of the right sizes as it is, spread over a shape. */
  HloInstruction broadcast(HloInstruction operand, ArrayShape shape) {
    ArrayShape given = operand.shape().asArray();
    return given.rank() == shape.rank() && given.dimensions().equals(shape.dimensions())
        ? operand
        : broadcast(operand, shape, LongList.empty());
  }

  /** Operand dimension {@code i} becomes result dimension {@code dimensions[i]}, ascending. */
  HloInstruction broadcast(HloInstruction operand, ArrayShape shape, LongList dimensions) {
    ArrayShape result = shape.withElementType(operand.shape().asArray().elementType());
    return add(
        Opcode.BROADCAST,
        result,
        List.of(operand),
        Attributes.of(Attribute.DIMENSIONS, dimensions));
  }

  HloInstruction reshape(HloInstruction operand, LongList dimensions) {
    ArrayShape shape = operand.shape().asArray();
    if (shape.dimensions().equals(dimensions)) {
      return operand;
    }
    return add(
        Opcode.RESHAPE,
        ArrayShape.of(shape.elementType(), dimensions),
        List.of(operand),
        Attributes.none());
  }

  HloInstruction transpose(HloInstruction operand, LongList permutation) {
    ArrayShape shape = operand.shape().asArray();
    if (permutation.equals(LongList.range(shape.rank()))) {
      return operand;
    }
    ArrayShape result =
        ArrayShape.of(
            shape.elementType(),
            LongList.of(permutation.stream().map(d -> shape.dimension((int) d)).toArray()));
    for (int d = 0; d < shape.rank(); d++) {
      result = result.withDynamic(d, shape.isDynamic(permutation.getInt(d)));
    }
    return add(
        Opcode.TRANSPOSE,
        result,
        List.of(operand),
        Attributes.of(Attribute.DIMENSIONS, permutation));
  }

  /** The operand with another element type; itself if it has that already. */
  HloInstruction convert(HloInstruction operand, ElementType type) {
    ArrayShape shape = operand.shape().asArray();
    return shape.elementType() == type
        ? operand
        : add(Opcode.CONVERT, shape.withElementType(type), List.of(operand), Attributes.none());
  }

  HloInstruction compare(ComparisonDirection direction, HloInstruction x, HloInstruction y) {
    return add(Opcode.COMPARE, List.of(x, y), Attributes.of(Attribute.DIRECTION, direction));
  }

  HloInstruction tuple(List<HloInstruction> elements) {
    return add(Opcode.TUPLE, elements, Attributes.none());
  }

  /** One value as it is, several (or none) as a tuple. */
  HloInstruction pack(List<HloInstruction> values) {
    return values.size() == 1 ? values.getFirst() : tuple(values);
  }

  HloInstruction element(HloInstruction tuple, int index) {
    return add(
        Opcode.GET_TUPLE_ELEMENT, List.of(tuple), Attributes.of(Attribute.INDEX, (long) index));
  }

  /** The values of what {@link #pack} packed. */
  List<HloInstruction> unpack(HloInstruction packed, int count) {
    if (count == 1) {
      return List.of(packed);
    }
    return LongStream.range(0, count).mapToObj(i -> element(packed, (int) i)).toList();
  }

  /** The shape that {@link #pack} gives to values of these shapes. */
  static Shape packed(List<? extends Shape> shapes) {
    return shapes.size() == 1 ? shapes.getFirst() : new TupleShape(List.copyOf(shapes));
  }

  /** A list without some positions. */
  static LongList without(LongList list, LongList positions) {
    return LongList.of(
        list.indices().filter(i -> !positions.contains(i)).mapToLong(list::get).toArray());
  }

  /** The positions that sort a list of distinct numbers. */
  static LongList sortedOrder(LongList list) {
    Integer[] order = new Integer[list.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(list.get(a), list.get(b)));
    return LongList.of(Arrays.stream(order).mapToLong(i -> i).toArray());
  }
}
