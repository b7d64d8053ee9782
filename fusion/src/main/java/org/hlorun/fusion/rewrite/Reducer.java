package org.hlorun.fusion.rewrite;

import java.util.Optional;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** The reduction of one array by one commutative and associative operation. */
public record Reducer(Opcode operation, ElementType type) {

  /** What a {@code reduce} of one operand does, if its computation is one operation. */
  public static Optional<Reducer> of(HloInstruction reduce) {
    if (reduce.opcode() != Opcode.REDUCE || reduce.operandCount() != 2) {
      return Optional.empty();
    }
    ElementType type = reduce.shape().asArray().elementType();
    return reduce.operand(0).shape().asArray().elementType() == type
        ? operation(reduce.get(Attribute.TO_APPLY)).map(opcode -> new Reducer(opcode, type))
        : Optional.empty();
  }

  /** The commutative and associative operation that a computation of two scalars is. */
  public static Optional<Opcode> operation(HloComputation computation) {
    HloInstruction root = computation.root();
    boolean plain =
        root.operandCount() == 2
            && root.operand(0) != root.operand(1)
            && root.operand(0).opcode() == Opcode.PARAMETER
            && root.operand(1).opcode() == Opcode.PARAMETER;
    return switch (root.opcode()) {
      case ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR, XOR ->
          plain ? Optional.of(root.opcode()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether the result does not depend on the order of the elements. */
  public boolean isOrderFree() {
    boolean sums = operation == Opcode.ADD || operation == Opcode.MULTIPLY;
    return !sums || type.isInteger() || type.isPred();
  }

  /** Whether an element may be taken several times. */
  public boolean isIdempotent() {
    return switch (operation) {
      case MAXIMUM, MINIMUM, AND, OR -> true;
      default -> false;
    };
  }

  /**
   * Whether a scalar changes nothing. The zero of a float sum is one if the sum begins with one:
   * only the sign of a zero could tell.
   */
  public boolean isIdentity(HloInstruction scalar) {
    boolean integer = type.isInteger() || type.isPred();
    return switch (operation) {
      case ADD -> integer ? Constants.isInteger(scalar, 0) : Constants.isFloat(scalar, 0.0);
      case MULTIPLY -> Constants.isNumber(scalar, 1);
      case MAXIMUM ->
          integer
              ? Constants.isInteger(scalar, type.minInteger())
              : Constants.isFloat(scalar, Double.NEGATIVE_INFINITY);
      case MINIMUM ->
          integer
              ? Constants.isInteger(scalar, type.maxInteger())
              : Constants.isFloat(scalar, Double.POSITIVE_INFINITY);
      case AND -> Constants.isInteger(scalar, type.isPred() ? 1 : -1);
      case OR, XOR -> Constants.isInteger(scalar, 0);
      default -> false;
    };
  }
}
