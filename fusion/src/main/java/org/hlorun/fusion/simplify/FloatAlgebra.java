package org.hlorun.fusion.simplify;

import static org.hlorun.fusion.rewrite.Constants.isFloat;

import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Identities of real IEEE 754 numbers. These are exact for NaN, infinities and signed zeros:
 *
 * <pre>
 * x * 1 => x        x / 1 => x            x * -1 => -x         x / 2^k => x * 2^-k
 * x - 0 => x        x + -0 => x           --x => x             x + -y => x - y
 * max(x, x) => x    max(x, -inf) => x     min(x, x) => x       min(x, inf) => x
 * |-x| => |x|       ||x|| => |x|          x^1 => x             x^0 => 1
 * </pre>
 *
 * <p>With default numerics, where the square rounds once rather than by the power function:
 *
 * <pre>
 * x^2 => x * x      x^-1 => 1 / x
 * </pre>
 *
 * <p>With fast numerics:
 *
 * <pre>
 * x + 0 => x        x - x => 0            x * 0 => 0           x / c => x * (1 / c)
 * </pre>
 */
public final class FloatAlgebra extends InstructionPass {
  private final Numerics numerics;

  public FloatAlgebra(Numerics numerics) {
    super(
        Opcode.ADD,
        Opcode.MULTIPLY,
        Opcode.MAXIMUM,
        Opcode.MINIMUM,
        Opcode.SUBTRACT,
        Opcode.DIVIDE,
        Opcode.POWER,
        Opcode.NEGATE,
        Opcode.ABS);
    this.numerics = numerics;
  }

  @Override
  public String name() {
    return "float-algebra";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!(instruction.shape() instanceof ArrayShape shape) || !isIeee(shape.elementType())) {
      return null;
    }
    HloInstruction x = instruction.operandCount() > 0 ? instruction.operand(0) : null;
    HloInstruction y = instruction.operandCount() > 1 ? instruction.operand(1) : null;
    return switch (instruction.opcode()) {
      case ADD, MULTIPLY, MAXIMUM, MINIMUM -> {
        HloInstruction simple = commutative(instruction, x, y);
        yield simple != null ? simple : commutative(instruction, y, x);
      }
      case SUBTRACT -> difference(instruction, x, y);
      case DIVIDE -> quotient(instruction, x, y);
      case POWER -> power(instruction, x, y);
      case NEGATE -> x.opcode() == Opcode.NEGATE ? x.operand(0) : null;
      case ABS ->
          x.opcode() == Opcode.ABS
              ? x
              : x.opcode() == Opcode.NEGATE
                  ? new InstructionBuilder(instruction).elementwise(Opcode.ABS, x.operand(0))
                  : null;
      default -> null;
    };
  }

  /** The 8-bit and narrower formats have no infinities, or no signed zeros. */
  private static boolean isIeee(ElementType type) {
    return switch (type) {
      case F16, BF16, F32, F64 -> true;
      default -> false;
    };
  }

  private HloInstruction commutative(
      HloInstruction instruction, HloInstruction x, HloInstruction y) {
    boolean fast = numerics.allows(Numerics.FAST);
    return switch (instruction.opcode()) {
      case ADD -> {
        if (isFloat(y, -0.0) || fast && isFloat(y, 0.0)) {
          yield x;
        }
        yield y.opcode() == Opcode.NEGATE
            ? new InstructionBuilder(instruction).elementwise(Opcode.SUBTRACT, x, y.operand(0))
            : null;
      }
      case MULTIPLY -> {
        if (isFloat(y, 1)) {
          yield x;
        }
        if (isFloat(y, -1)) {
          yield new InstructionBuilder(instruction).elementwise(Opcode.NEGATE, x);
        }
        yield fast && isFloat(y, 0.0) ? y : null;
      }
      case MAXIMUM -> x == y || isFloat(y, Double.NEGATIVE_INFINITY) ? x : null;
      default -> x == y || isFloat(y, Double.POSITIVE_INFINITY) ? x : null;
    };
  }

  private HloInstruction difference(
      HloInstruction instruction, HloInstruction x, HloInstruction y) {
    if (isFloat(y, 0.0)) {
      return x;
    }
    return x == y && numerics.allows(Numerics.FAST) ? splat(instruction, 0) : null;
  }

  private HloInstruction quotient(HloInstruction instruction, HloInstruction x, HloInstruction y) {
    if (isFloat(y, 1)) {
      return x;
    }
    double divisor = Constants.splat(y).map(s -> s.getDouble(0)).orElse(0.0);
    if (divisor == 0 || !Double.isFinite(divisor)) {
      return null;
    }
    double reciprocal = 1 / divisor;
    ElementType type = instruction.shape().asArray().elementType();
    if (!isExactReciprocal(type, divisor) && !numerics.allows(Numerics.FAST)) {
      return null;
    }
    return new InstructionBuilder(instruction)
        .elementwise(Opcode.MULTIPLY, x, splat(instruction, reciprocal));
  }

  /** Whether a number and its reciprocal are powers of two in the normal range of the type. */
  private static boolean isExactReciprocal(ElementType type, double number) {
    double magnitude = Math.abs(number);
    int exponent = Math.getExponent(magnitude);
    int limit =
        switch (type) {
          case F16 -> 14;
          case F64 -> 1022;
          default -> 126;
        };
    return magnitude == Math.scalb(1.0, exponent) && Math.abs(exponent) <= limit;
  }

  private HloInstruction power(HloInstruction instruction, HloInstruction x, HloInstruction y) {
    ArrayLiteral exponent = Constants.splat(y).orElse(null);
    if (exponent == null) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(instruction);
    double value = exponent.getDouble(0);
    if (value == 1) {
      return x;
    }
    if (value == 0) {
      return splat(instruction, 1);
    }
    if (numerics.allows(Numerics.DEFAULT) && value == 2) {
      return builder.elementwise(Opcode.MULTIPLY, x, x);
    }
    return numerics.allows(Numerics.DEFAULT) && value == -1
        ? builder.elementwise(Opcode.DIVIDE, splat(instruction, 1), x)
        : null;
  }

  private static HloInstruction splat(HloInstruction instruction, double value) {
    ArrayShape shape = instruction.shape().asArray();
    InstructionBuilder builder = new InstructionBuilder(instruction);
    return builder.splat(builder.scalar(shape.elementType(), value), shape.dimensions());
  }
}
