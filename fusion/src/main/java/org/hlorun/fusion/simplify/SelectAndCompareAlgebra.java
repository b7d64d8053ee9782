package org.hlorun.fusion.simplify;

import static org.hlorun.fusion.rewrite.Constants.isInteger;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Choices that are known, and comparisons that are negated; all exact.
 *
 * <pre>
 * select(true, a, b) => a       select(false, a, b) => b      select(p, a, a) => a
 * select(!p, a, b) => select(p, b, a)                         select(p, true, false) => p
 * !!x => x                      !(a = b) => a != b, and the other way round
 * !(a &lt; b) => a >= b, and so on, for integers
 * x = x => true, x >= x => true, x &lt; x => false, and so on, for integers
 * </pre>
 */
public final class SelectAndCompareAlgebra extends InstructionPass {
  public SelectAndCompareAlgebra() {
    super(Opcode.SELECT, Opcode.NOT, Opcode.COMPARE);
  }

  @Override
  public String name() {
    return "select-and-compare-algebra";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case SELECT -> select(instruction);
      case NOT -> not(instruction);
      case COMPARE -> compareWithItself(instruction);
      default -> null;
    };
  }

  private static HloInstruction select(HloInstruction select) {
    HloInstruction predicate = select.operand(0);
    HloInstruction a = select.operand(1);
    HloInstruction b = select.operand(2);
    if (a == b || isInteger(predicate, 1)) {
      return a;
    }
    if (isInteger(predicate, 0)) {
      return b;
    }
    if (isInteger(a, 1)
        && isInteger(b, 0)
        && predicate.shape().equals(select.shape())
        && a.shape().asArray().elementType().isPred()) {
      return predicate;
    }
    return predicate.opcode() == Opcode.NOT
        ? new InstructionBuilder(select)
            .add(Opcode.SELECT, select.shape(), predicate.operand(0), b, a)
        : null;
  }

  private static HloInstruction not(HloInstruction not) {
    HloInstruction operand = not.operand(0);
    if (operand.opcode() == Opcode.NOT) {
      return operand.operand(0);
    }
    if (operand.opcode() != Opcode.COMPARE) {
      return null;
    }
    ComparisonDirection direction = operand.get(Attribute.DIRECTION);
    boolean equality = direction == ComparisonDirection.EQ || direction == ComparisonDirection.NE;
    if (!equality && !isTotallyOrdered(operand)) {
      return null;
    }
    HloInstruction negated =
        new InstructionBuilder(not).like(operand, not.shape(), operand.operands());
    negated.set(Attribute.DIRECTION, negation(direction));
    return negated;
  }

  private static HloInstruction compareWithItself(HloInstruction compare) {
    if (compare.operand(0) != compare.operand(1) || !isTotallyOrdered(compare)) {
      return null;
    }
    long value =
        switch (compare.get(Attribute.DIRECTION)) {
          case EQ, GE, LE -> 1;
          case NE, GT, LT -> 0;
        };
    InstructionBuilder builder = new InstructionBuilder(compare);
    return builder.splat(
        builder.scalar(ElementType.PRED, value), compare.shape().asArray().dimensions());
  }

  private static boolean isTotallyOrdered(HloInstruction compare) {
    return compare.operand(0).shape() instanceof ArrayShape shape
        && (shape.elementType().isInteger() || shape.elementType().isPred());
  }

  private static ComparisonDirection negation(ComparisonDirection direction) {
    return switch (direction) {
      case EQ -> ComparisonDirection.NE;
      case NE -> ComparisonDirection.EQ;
      case LT -> ComparisonDirection.GE;
      case GE -> ComparisonDirection.LT;
      case GT -> ComparisonDirection.LE;
      case LE -> ComparisonDirection.GT;
    };
  }
}
