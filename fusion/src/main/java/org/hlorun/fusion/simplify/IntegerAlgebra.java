package org.hlorun.fusion.simplify;

import static org.hlorun.fusion.rewrite.Constants.isInteger;

import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Identities of integers modulo 2^n and of {@code pred}, all exact.
 *
 * <pre>
 * x + 0 => x          x - 0 => x          x - x => 0
 * x * 1 => x          x * 0 => 0          x / 1 => x        x % 1 => 0
 * x &amp; 0 => 0          x &amp; ~0 => x         x &amp; x => x
 * x | 0 => x          x | ~0 => ~0        x | x => x
 * x ^ 0 => x          x ^ x => 0          shift(x, 0) => x
 * max(x, x) => x      max(x, least) => x  min(x, x) => x    min(x, greatest) => x
 * (x + c) + d => x + (c + d)              (x * c) * d => x * (c * d)
 * </pre>
 *
 * <p>The operations that commute are simplified with their operands swapped as well.
 */
public final class IntegerAlgebra extends InstructionPass {
  public IntegerAlgebra() {
    super(
        Opcode.ADD,
        Opcode.MULTIPLY,
        Opcode.AND,
        Opcode.OR,
        Opcode.XOR,
        Opcode.MAXIMUM,
        Opcode.MINIMUM,
        Opcode.SUBTRACT,
        Opcode.DIVIDE,
        Opcode.REMAINDER,
        Opcode.SHIFT_LEFT,
        Opcode.SHIFT_RIGHT_ARITHMETIC,
        Opcode.SHIFT_RIGHT_LOGICAL);
  }

  @Override
  public String name() {
    return "integer-algebra";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (instruction.operandCount() != 2
        || !(instruction.shape() instanceof ArrayShape shape)
        || !shape.elementType().isInteger() && !shape.elementType().isPred()) {
      return null;
    }
    HloInstruction x = instruction.operand(0);
    HloInstruction y = instruction.operand(1);
    return switch (instruction.opcode()) {
      case ADD, MULTIPLY, AND, OR, XOR, MAXIMUM, MINIMUM -> {
        HloInstruction simple = commutative(instruction, x, y);
        yield simple != null ? simple : commutative(instruction, y, x);
      }
      case SUBTRACT -> isInteger(y, 0) ? x : x == y ? zero(instruction) : null;
      case DIVIDE -> isInteger(y, 1) ? x : null;
      case REMAINDER -> isInteger(y, 1) && !shape.elementType().isPred() ? zero(instruction) : null;
      case SHIFT_LEFT, SHIFT_RIGHT_ARITHMETIC, SHIFT_RIGHT_LOGICAL -> isInteger(y, 0) ? x : null;
      default -> null;
    };
  }

  private static HloInstruction commutative(
      HloInstruction instruction, HloInstruction x, HloInstruction y) {
    ElementType type = instruction.shape().asArray().elementType();
    // pred adds and multiplies as "or" and "and", on which the interpreter and XLA agree.
    return switch (instruction.opcode()) {
      case ADD -> isInteger(y, 0) ? x : reassociated(instruction, x, y);
      case MULTIPLY -> isInteger(y, 1) ? x : isInteger(y, 0) ? y : reassociated(instruction, x, y);
      case AND -> x == y || isInteger(y, type.isPred() ? 1 : -1) ? x : isInteger(y, 0) ? y : null;
      case OR -> x == y || isInteger(y, 0) ? x : isInteger(y, type.isPred() ? 1 : -1) ? y : null;
      case XOR -> isInteger(y, 0) ? x : x == y ? zero(instruction) : null;
      case MAXIMUM -> x == y || isInteger(y, type.minInteger()) ? x : null;
      default -> x == y || isInteger(y, type.maxInteger()) ? x : null;
    };
  }

  /** Joins the constants of two sums or products, of which folding makes one. */
  private static HloInstruction reassociated(
      HloInstruction outer, HloInstruction inner, HloInstruction d) {
    Opcode opcode = outer.opcode();
    if (inner.opcode() != opcode
        || Constants.splat(d).isEmpty()
        || Constants.splat(inner.operand(1)).isEmpty()
        || Constants.splat(inner.operand(0)).isPresent()
        || outer.shape().asArray().elementType().isPred()) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(outer);
    HloInstruction joined =
        builder.elementwise(opcode, Constants.scalarOf(inner.operand(1)), Constants.scalarOf(d));
    HloInstruction splat = builder.splat(joined, outer.shape().asArray().dimensions());
    return builder.elementwise(opcode, inner.operand(0), splat);
  }

  private static HloInstruction zero(HloInstruction instruction) {
    ArrayShape shape = instruction.shape().asArray();
    InstructionBuilder builder = new InstructionBuilder(instruction);
    return builder.splat(builder.scalar(shape.elementType(), 0), shape.dimensions());
  }
}
