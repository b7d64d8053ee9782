package org.hlorun.language.inference;

import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** The element types that elementwise operations are defined for. */
final class ElementTypeRules {
  private ElementTypeRules() {}

  /** Checks the operand of an operation of one operand. */
  static void checkUnary(Opcode opcode, ElementType type) {
    boolean floating = type.isFloat();
    boolean inexact = floating || type.isComplex();
    switch (opcode) {
      case FLOOR, CEIL, ROUND_NEAREST_AFZ, ROUND_NEAREST_EVEN, REDUCE_PRECISION, ERF, CBRT ->
          expect(floating, "floating", opcode, type);
      case IS_FINITE ->
          Check.that(
              floating,
              "Expected element type in shape to be floating point for IsFinite operation; got %s.",
              type);
      case ABS -> expect(inexact || type.isSigned(), "floating or complex", opcode, type);
      case SIGN -> expect(inexact || type.isSigned(), "signed or complex", opcode, type);
      case NEGATE ->
          expect(inexact || type.isInteger(), "integral, floating or complex", opcode, type);
      case NOT ->
          expectArgument(type.isPred() || type.isInteger(), "pred or an integral", "Not", type);
      case POPCNT -> expectArgument(type.isInteger(), "an integral", "PopulationCount", type);
      case COUNT_LEADING_ZEROS -> expectArgument(type.isInteger(), "an integral", "Clz", type);
      default -> expect(inexact, "floating or complex", opcode, type);
    }
  }

  /** Checks the operands, of one type, of an operation of two operands. */
  static void checkBinary(Opcode opcode, ElementType type) {
    switch (opcode) {
      case AND, OR, XOR ->
          Check.that(
              type.isPred() || type.isInteger(),
              "Expected pred or integral type in argument to and/or operation; got %s.",
              type);
      case SUBTRACT, DIVIDE, REMAINDER, POWER -> expectArithmetic(!type.isPred(), opcode, type);
      case SHIFT_LEFT, SHIFT_RIGHT_ARITHMETIC, SHIFT_RIGHT_LOGICAL, MULHI ->
          Check.that(
              type.isInteger(),
              "Expected element type in shape to be integral for operation %s; got %s.",
              opcode,
              type);
      case ATAN2 ->
          Check.that(
              type.isFloat() || type.isComplex(),
              "Expected input element type to be floating or complex for atan2 operation; got %s.",
              type);
      case COMPLEX -> {
        Check.that(
            type.isFloat(),
            "Expected element type in shape to be floating for complex compose operation; got %s.",
            type);
        Check.that(
            type == ElementType.F32 || type == ElementType.F64,
            "Complex component type is not implemented: %s.",
            type);
      }
      default -> {}
    }
  }

  private static void expectArithmetic(boolean holds, Opcode opcode, ElementType type) {
    Check.that(
        holds,
        "Expected element type in shape to be arithmetic type for operation %s; got %s.",
        opcode,
        type);
  }

  private static void expect(boolean holds, String what, Opcode opcode, ElementType type) {
    Check.that(
        holds,
        "Expected element type in shape to be %s for %s operation; got %s.",
        what,
        opcode,
        type);
  }

  private static void expectArgument(
      boolean holds, String what, String operation, ElementType type) {
    Check.that(
        holds,
        "Expected %s element type in argument to %s operation; got %s.",
        what,
        operation,
        type);
  }
}
