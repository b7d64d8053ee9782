package org.hlorun.language.refinement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Shapes with sizes left open, and what makes them whole. */
final class OpenSizes {
  private OpenSizes() {}

  static boolean isOpen(Shape shape) {
    if (shape instanceof TupleShape tuple) {
      return tuple.elements().stream().anyMatch(OpenSizes::isOpen);
    }
    return shape instanceof ArrayShape array && array.hasUnboundedDimensions();
  }

  /** Whether a shape is a declared one with sizes in place of those left open. */
  static boolean refines(Shape actual, Shape declared) {
    if (declared instanceof TupleShape wanted) {
      boolean fits = actual instanceof TupleShape given && given.size() == wanted.size();
      for (int i = 0; fits && i < wanted.size(); i++) {
        fits = refines(actual.asTuple().elements().get(i), wanted.elements().get(i));
      }
      return fits;
    }
    if (!(declared instanceof ArrayShape wanted) || !(actual instanceof ArrayShape given)) {
      return actual.isCompatible(declared);
    }
    boolean fits =
        given.elementType() == wanted.elementType()
            && given.rank() == wanted.rank()
            && !given.hasUnboundedDimensions();
    for (int d = 0; fits && d < given.rank(); d++) {
      fits =
          wanted.dimension(d) == ArrayShape.UNBOUNDED
              || (given.dimension(d) == wanted.dimension(d)
                  && given.isDynamic(d) == wanted.isDynamic(d));
    }
    return fits;
  }

  /** A shape with the layouts that the declared one has. */
  static Shape withLayoutsOf(Shape shape, Shape declared) {
    if (declared instanceof TupleShape wanted) {
      List<Shape> elements = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        elements.add(withLayoutsOf(shape.asTuple().elements().get(i), wanted.elements().get(i)));
      }
      return new TupleShape(elements);
    }
    return declared instanceof ArrayShape wanted
        ? shape.asArray().withLayout(wanted.layout())
        : shape;
  }

  /**
   * The shape of a result that is declared with open sizes, or null if it does not follow from the
   * operands.
   *
   * @param operands the shapes of the operands, without open sizes
   * @param callees what the instruction calls, for these shapes
   */
  static Shape infer(
      HloInstruction instruction, List<Shape> operands, UnaryOperator<HloComputation> callees) {
    return switch (instruction.opcode()) {
      case RESHAPE -> reshape(instruction, operands.getFirst());
      case BROADCAST -> broadcast(instruction, operands.getFirst());
      case COPY -> operands.getFirst();
      case CALL, FUSION ->
          callees.apply(instruction.calledComputations().getFirst()).root().shape();
      case WHILE, CONDITIONAL -> inferred(instruction, operands, callees);
      case CONVERT, BITCAST_CONVERT, REDUCE_PRECISION -> converted(instruction, operands);
      case IOTA, RNG, CONSTANT, CUSTOM_CALL, INFEED, DYNAMIC_RESHAPE, BITCAST -> null;
      default ->
          instruction.opcode().opcodeClass() == OpcodeClass.COLLECTIVE
                  || instruction.opcode().opcodeClass() == OpcodeClass.HOST
                  || instruction.opcode().opcodeClass() == OpcodeClass.RANDOM
              ? null
              : inferred(instruction, operands, callees);
    };
  }

  private static Shape inferred(
      HloInstruction instruction, List<Shape> operands, UnaryOperator<HloComputation> callees) {
    return ShapeInference.infer(
        instruction.opcode(),
        operands,
        ModuleCloner.withCallees(instruction.attributes(), callees));
  }

  /** The sizes of the operand, if the conversion keeps their number. */
  private static Shape converted(HloInstruction instruction, List<Shape> operands) {
    ArrayShape declared = instruction.shape().asArray();
    ArrayShape operand = operands.getFirst().asArray();
    return declared.rank() == operand.rank()
        ? operand.withElementType(declared.elementType())
        : null;
  }

  /** One open size follows from the number of elements. */
  private static Shape reshape(HloInstruction instruction, Shape operand) {
    ArrayShape declared = instruction.shape().asArray();
    long known = 1;
    int open = -1;
    for (int d = 0; d < declared.rank(); d++) {
      if (declared.dimension(d) != ArrayShape.UNBOUNDED) {
        known = Math.multiplyExact(known, declared.dimension(d));
      } else if (open >= 0) {
        return null;
      } else {
        open = d;
      }
    }
    long count = operand.asArray().elementCount();
    if (known == 0 || count % known != 0) {
      return null;
    }
    long[] sizes = declared.dimensions().toArray();
    sizes[open] = count / known;
    return ArrayShape.of(declared.elementType(), LongList.of(sizes));
  }

  /** Open sizes of the dimensions that the operand has are the operand's. */
  private static Shape broadcast(HloInstruction instruction, Shape operand) {
    ArrayShape declared = instruction.shape().asArray();
    long[] sizes = declared.dimensions().toArray();
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    for (int i = 0; i < dimensions.size(); i++) {
      int d = dimensions.getInt(i);
      if (d < 0 || d >= sizes.length || i >= operand.asArray().rank()) {
        return null;
      }
      if (sizes[d] == ArrayShape.UNBOUNDED) {
        sizes[d] = operand.asArray().dimension(i);
      }
    }
    boolean known = LongList.of(sizes).stream().noneMatch(size -> size == ArrayShape.UNBOUNDED);
    return known ? ArrayShape.of(declared.elementType(), LongList.of(sizes)) : null;
  }
}
