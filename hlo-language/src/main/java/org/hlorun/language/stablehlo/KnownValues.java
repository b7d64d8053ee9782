package org.hlorun.language.stablehlo;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The instructions of a module whose values are known while it is made: small arrays of integers
 * and booleans that are computed from constants and sizes of dimensions. They are what the operands
 * of dynamic operations are made of.
 */
final class KnownValues {
  /** Larger arrays are not followed. */
  private static final long MAX_ELEMENTS = 256;

  private final Map<HloInstruction, ArrayLiteral> values = new IdentityHashMap<>();

  Optional<ArrayLiteral> of(HloInstruction instruction) {
    return Optional.ofNullable(values.get(instruction));
  }

  /** States the value of an instruction, as of a parameter that all callers give alike. */
  void put(HloInstruction instruction, ArrayLiteral value) {
    values.put(instruction, value);
  }

  /** Looks at an instruction just made, whose operands were looked at before. */
  void observe(HloInstruction instruction) {
    if (!(instruction.shape() instanceof ArrayShape shape)
        || shape.elementType().isFloat()
        || shape.elementType().isComplex()
        || shape.hasDynamicDimensions()
        || shape.elementCount() > MAX_ELEMENTS) {
      return;
    }
    ArrayLiteral[] operands = new ArrayLiteral[instruction.operandCount()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = values.get(instruction.operand(i));
      if (operands[i] == null) {
        return;
      }
    }
    ArrayLiteral value = evaluate(instruction, shape, operands);
    if (value != null) {
      values.put(instruction, value);
    }
  }

  private static ArrayLiteral evaluate(
      HloInstruction instruction, ArrayShape shape, ArrayLiteral[] operands) {
    return switch (instruction.opcode()) {
      case CONSTANT -> instruction.get(Attribute.VALUE).asArray();
      case RESHAPE ->
          operands[0].elementCount() == shape.elementCount() ? operands[0].withShape(shape) : null;
      case CONVERT -> map(shape, i -> operands[0].getLong(i));
      case BROADCAST ->
          operands[0].elementCount() == 1 ? map(shape, i -> operands[0].getLong(0)) : null;
      case CONCATENATE -> shape.rank() == 1 ? concatenate(shape, operands) : null;
      case SLICE -> shape.rank() == 1 ? slice(instruction, shape, operands[0]) : null;
      case IOTA -> shape.rank() == 1 ? map(shape, i -> i) : null;
      case SELECT -> select(shape, operands);
      case COMPARE -> compare(instruction, shape, operands);
      case NEGATE -> map(shape, i -> -operands[0].getLong(i));
      case NOT ->
          map(shape, i -> isPred(shape) ? 1 - operands[0].getLong(i) : ~operands[0].getLong(i));
      case SIGN -> map(shape, i -> Long.signum(operands[0].getLong(i)));
      case ABS -> map(shape, i -> Math.abs(operands[0].getLong(i)));
      case ADD, SUBTRACT, MULTIPLY, MAXIMUM, MINIMUM, AND, OR, XOR, DIVIDE, REMAINDER ->
          binary(instruction.opcode(), shape, operands);
      default -> null;
    };
  }

  private static boolean isPred(ArrayShape shape) {
    return shape.elementType() == ElementType.PRED;
  }

  private static ArrayLiteral map(ArrayShape shape, java.util.function.LongUnaryOperator element) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    for (long i = 0; i < result.elementCount(); i++) {
      result.setLong(i, element.applyAsLong(i));
    }
    return result;
  }

  private static ArrayLiteral concatenate(ArrayShape shape, ArrayLiteral[] operands) {
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    long next = 0;
    for (ArrayLiteral operand : operands) {
      for (long i = 0; i < operand.elementCount(); i++) {
        result.setLong(next++, operand.getLong(i));
      }
    }
    return result;
  }

  private static ArrayLiteral slice(
      HloInstruction instruction, ArrayShape shape, ArrayLiteral operand) {
    List<SliceRange> ranges = instruction.get(Attribute.SLICE);
    SliceRange range = ranges.getFirst();
    return map(shape, i -> operand.getLong(range.start() + i * range.stride()));
  }

  private static ArrayLiteral select(ArrayShape shape, ArrayLiteral[] operands) {
    boolean scalar = operands[0].shape().rank() == 0;
    return map(shape, i -> operands[operands[0].getBoolean(scalar ? 0 : i) ? 1 : 2].getLong(i));
  }

  private static ArrayLiteral compare(
      HloInstruction instruction, ArrayShape shape, ArrayLiteral[] operands) {
    ComparisonDirection direction = instruction.get(Attribute.DIRECTION);
    boolean signed = operands[0].elementType().isSigned();
    return map(
        shape,
        i -> {
          long x = operands[0].getLong(i);
          long y = operands[1].getLong(i);
          int order = signed ? Long.compare(x, y) : Long.compareUnsigned(x, y);
          boolean holds =
              switch (direction) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case GE -> order >= 0;
                case GT -> order > 0;
                case LE -> order <= 0;
                case LT -> order < 0;
              };
          return holds ? 1 : 0;
        });
  }

  /** Signed 64-bit arithmetic, wrapped to the type; divisions by zero are left to the run. */
  private static ArrayLiteral binary(Opcode opcode, ArrayShape shape, ArrayLiteral[] operands) {
    if (!shape.elementType().isSigned() && !isLogical(opcode)) {
      return null;
    }
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    for (long i = 0; i < result.elementCount(); i++) {
      long x = operands[0].getLong(i);
      long y = operands[1].getLong(i);
      switch (opcode) {
        case ADD -> result.setLong(i, x + y);
        case SUBTRACT -> result.setLong(i, x - y);
        case MULTIPLY -> result.setLong(i, x * y);
        case MAXIMUM -> result.setLong(i, Math.max(x, y));
        case MINIMUM -> result.setLong(i, Math.min(x, y));
        case AND -> result.setLong(i, x & y);
        case OR -> result.setLong(i, x | y);
        case XOR -> result.setLong(i, x ^ y);
        default -> {
          if (y == 0) {
            return null;
          }
          result.setLong(i, opcode == Opcode.DIVIDE ? x / y : x % y);
        }
      }
    }
    return result;
  }

  private static boolean isLogical(Opcode opcode) {
    return opcode == Opcode.AND || opcode == Opcode.OR || opcode == Opcode.XOR;
  }
}
