package org.hlorun.fusion.fuse;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.reduction.CumulativeWindow;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/** Which single instructions may be part of a fusion, whatever its form. */
final class FusableOps {
  /** Constants up to this many elements may be inside of a fusion. */
  static final long MAX_CONSTANT_ELEMENTS = 16;

  private static final Set<Opcode> MOVEMENT =
      EnumSet.of(
          Opcode.BROADCAST,
          Opcode.RESHAPE,
          Opcode.BITCAST,
          Opcode.TRANSPOSE,
          Opcode.SLICE,
          Opcode.PAD,
          Opcode.REVERSE,
          Opcode.CONCATENATE,
          Opcode.IOTA,
          Opcode.CONSTANT,
          Opcode.GATHER,
          Opcode.DYNAMIC_SLICE);

  private static final Set<Opcode> COMBINERS =
      EnumSet.of(
          Opcode.ADD, Opcode.MAXIMUM, Opcode.MINIMUM, Opcode.MULTIPLY, Opcode.AND, Opcode.OR);

  private FusableOps() {}

  /** Whether each result element is a function of few operand elements, computed on its own. */
  static boolean isLoop(HloInstruction instruction) {
    if (!isStaticArray(instruction.shape())) {
      return false;
    }
    return switch (instruction.opcode()) {
      case COPY, STOCHASTIC_CONVERT -> false;
      case CONSTANT -> isSmallConstant(instruction);
      case BITCAST -> isLinear(instruction);
      case REDUCE_WINDOW ->
          instruction.operandCount() == 2
              && hasSimpleReducer(instruction)
              && CumulativeWindow.of(instruction).isEmpty();
      default -> instruction.opcode().isElementwise() || MOVEMENT.contains(instruction.opcode());
    };
  }

  /** Whether this is a reduction of one array by a single commutative operation. */
  static boolean isSimpleReduce(HloInstruction instruction) {
    return instruction.opcode() == Opcode.REDUCE
        && instruction.operandCount() == 2
        && isStaticArray(instruction.shape())
        && hasSimpleReducer(instruction);
  }

  static boolean isContraction(HloInstruction instruction) {
    return (instruction.opcode() == Opcode.DOT || instruction.opcode() == Opcode.CONVOLUTION)
        && isStaticArray(instruction.shape());
  }

  /** Whether this writes a part of one array. */
  static boolean isUpdate(HloInstruction instruction) {
    boolean update =
        instruction.opcode() == Opcode.DYNAMIC_UPDATE_SLICE
            || (instruction.opcode() == Opcode.SCATTER && instruction.operandCount() == 3);
    return update && isStaticArray(instruction.shape());
  }

  /** Whether a reshape or bitcast keeps every element at its row-major position. */
  static boolean isLinear(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.RESHAPE) {
      return isStaticArray(instruction.shape());
    }
    return instruction.opcode() == Opcode.BITCAST
        && instruction.shape() instanceof ArrayShape to
        && instruction.operand(0).shape() instanceof ArrayShape from
        && to.elementType() == from.elementType()
        && to.elementCount() == from.elementCount()
        && to.layout().equals(to.withDefaultLayout().layout())
        && from.layout().equals(from.withDefaultLayout().layout());
  }

  static boolean isSmallConstant(HloInstruction instruction) {
    return instruction.opcode() == Opcode.CONSTANT
        && instruction.has(Attribute.VALUE)
        && instruction.shape() instanceof ArrayShape array
        && array.elementCount() <= MAX_CONSTANT_ELEMENTS;
  }

  static boolean isStaticArray(Shape shape) {
    return shape instanceof ArrayShape array && !array.hasDynamicDimensions();
  }

  /** Whether the called computation is one of the six operations on its two parameters. */
  private static boolean hasSimpleReducer(HloInstruction instruction) {
    HloComputation reducer = instruction.get(Attribute.TO_APPLY);
    if (reducer.instructions().size() != 3 || !COMBINERS.contains(reducer.root().opcode())) {
      return false;
    }
    List<HloInstruction> parameters = reducer.parameters();
    return parameters.size() == 2 && reducer.root().operands().containsAll(parameters);
  }
}
