package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * Elementwise operations: all operands have one shape, which is that of the result but for the
 * element type. Nothing is broadcast implicitly; only the predicate of {@code select} and the
 * bounds of {@code clamp} may be scalars. Dynamic marks are united; the layout is the operand's.
 */
final class ElementwiseShapes {
  private ElementwiseShapes() {}

  /** One operand. */
  static Shape unary(Opcode opcode, Shape operand) {
    if (opcode == Opcode.COPY) {
      return operand;
    }
    ArrayShape shape = Check.array(operand, "operand of unary operation");
    ElementType type = shape.elementType();
    ElementTypeRules.checkUnary(opcode, type);
    return switch (opcode) {
      case IS_FINITE -> shape.withElementType(ElementType.PRED);
      case REAL, IMAG, ABS -> shape.withElementType(type.componentType());
      default -> shape;
    };
  }

  /** Two operands of one shape. */
  static Shape binary(Opcode opcode, Shape left, Shape right) {
    ArrayShape lhs = Check.array(left, "lhs of binary operation " + opcode);
    ArrayShape rhs = Check.array(right, "rhs of binary operation " + opcode);
    sameElementType(opcode, lhs, rhs);
    if (!lhs.dimensions().equals(rhs.dimensions())) {
      throw Check.failureWithRemedy(
          "HLO has no implicit broadcasting: broadcast the smaller operand first",
          "Binary op with incompatible shapes: %s and %s.",
          lhs,
          rhs);
    }
    ElementTypeRules.checkBinary(opcode, lhs.elementType());
    ArrayShape united = unite(lhs, rhs);
    return switch (opcode) {
      case COMPARE -> united.withElementType(ElementType.PRED);
      case COMPLEX ->
          united.withElementType(
              lhs.elementType() == ElementType.F32 ? ElementType.C64 : ElementType.C128);
      default -> united;
    };
  }

  private static void sameElementType(Opcode opcode, ArrayShape lhs, ArrayShape rhs) {
    if (lhs.elementType() == rhs.elementType()) {
      return;
    }
    if (lhs.elementType().isFloat() && rhs.elementType().isFloat()) {
      throw Check.failureWithRemedy(
          "convert one operand to the element type of the other",
          "Seen floating point types of different precisions in %s(%s, %s), but mixed precision is"
              + " disallowed.",
          opcode,
          lhs,
          rhs);
    }
    throw Check.failure("Binary op %s with different element types: %s and %s.", opcode, lhs, rhs);
  }

  /** {@code shape} with the dynamic marks of {@code other} besides its own. */
  static ArrayShape unite(ArrayShape shape, ArrayShape other) {
    ArrayShape result = shape;
    if (other.hasDynamicDimensions()) {
      for (int i = 0; i < shape.rank(); i++) {
        if (other.isDynamic(i)) {
          result = result.withDynamic(i, true);
        }
      }
    }
    return result;
  }

  /** {@code clamp(min, x, max)}. */
  static Shape clamp(List<Shape> operands) {
    ArrayShape min = Check.array(operands.get(0), "clamp min");
    ArrayShape operand = Check.array(operands.get(1), "clamp operand");
    ArrayShape max = Check.array(operands.get(2), "clamp max");
    Check.that(
        min.elementType() == operand.elementType() && max.elementType() == operand.elementType(),
        "Clamp with incompatible element types: %s, %s, %s.",
        min,
        operand,
        max);
    Check.that(
        isScalarOrLike(min, operand) && isScalarOrLike(max, operand),
        "Clamp with incompatible shapes: %s, %s, %s.",
        min,
        operand,
        max);
    return operand;
  }

  private static boolean isScalarOrLike(ArrayShape bound, ArrayShape operand) {
    return bound.rank() == 0 || bound.dimensions().equals(operand.dimensions());
  }

  /** {@code select(pred, on_true, on_false)}. */
  static Shape select(List<Shape> operands) {
    ArrayShape predicate = Check.array(operands.get(0), "select pred");
    ArrayShape onTrue = Check.array(operands.get(1), "select on-true");
    ArrayShape onFalse = Check.array(operands.get(2), "select on-false");
    Check.that(
        onTrue.isCompatible(onFalse),
        "Operands to select must be the same shape; got %s and %s.",
        onTrue,
        onFalse);
    Check.that(
        predicate.elementType() == ElementType.PRED,
        "Select's pred operand must have PRED element type; got %s.",
        predicate);
    Check.that(
        isScalarOrLike(predicate, onTrue),
        "Operands to select and predicate must be the same shape; got %s and %s.",
        onTrue,
        predicate);
    ArrayShape united = unite(onTrue, onFalse);
    return predicate.rank() == 0 ? united : unite(united, predicate);
  }
}
