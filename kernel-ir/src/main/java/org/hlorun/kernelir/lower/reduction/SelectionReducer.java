package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * A reducer of pairs of a value and its position, as of argmax. It compares values with values and
 * positions with positions and does nothing else with them, so that what it makes of numbers
 * depends on their order alone: what holds for all triples of three numbers of each kind holds for
 * all. NaN is left out, as two of them make a difference to which comes first.
 */
final class SelectionReducer {
  private static final double[] FLOATS = {-1, -0.0, 0.0, 1};
  private static final double[] INTEGERS = {0, 1, 2};

  /** What an instruction computes. */
  private enum Kind {
    VALUE,
    POSITION,
    TRUTH
  }

  private final HloComputation computation;
  private final Map<HloInstruction, Kind> kinds = new HashMap<>();

  private SelectionReducer(HloComputation computation) {
    this.computation = computation;
  }

  /** A value and its position. */
  private record Pair(double value, double position) {}

  /**
   * Whether the order in which elements without NaN are combined, and how often each is, makes no
   * difference, but for the sign of a zero that the value is.
   */
  static boolean isOrderFree(HloComputation computation) {
    SelectionReducer reducer = new SelectionReducer(computation);
    return reducer.onlyCompares() && reducer.obeysLaws();
  }

  private boolean onlyCompares() {
    HloInstruction root = computation.root();
    if (root.opcode() != Opcode.TUPLE
        || root.operandCount() != 2
        || computation.parameters().size() != 4) {
      return false;
    }
    for (HloInstruction instruction : computation.instructions()) {
      Kind kind = instruction == root ? null : kind(instruction);
      if (kind == null && instruction != root) {
        return false;
      }
      kinds.put(instruction, kind);
    }
    return kinds.get(root.operand(0)) == Kind.VALUE && kinds.get(root.operand(1)) == Kind.POSITION;
  }

  /** Null if the instruction does more than to compare. */
  private Kind kind(HloInstruction instruction) {
    List<Kind> operands = instruction.operands().stream().map(kinds::get).toList();
    return switch (instruction.opcode()) {
      case PARAMETER -> parameter(instruction);
      case COMPARE ->
          operands.getFirst() == operands.getLast()
                  && operands.getFirst() != Kind.TRUTH
                  && instruction.find(Attribute.COMPARISON_TYPE).orElse(null)
                      != ComparisonType.TOTALORDER
              ? Kind.TRUTH
              : null;
      case SELECT -> operands.get(1) == operands.get(2) ? operands.get(1) : null;
      case AND, OR, XOR, NOT ->
          operands.stream().allMatch(kind -> kind == Kind.TRUTH) ? Kind.TRUTH : null;
      case MINIMUM, MAXIMUM -> operands.getFirst() == operands.getLast() ? operands.get(0) : null;
      default -> null;
    };
  }

  private static Kind parameter(HloInstruction parameter) {
    ElementType type = parameter.shape().asArray().elementType();
    boolean isNumber = type.isFloat() && type.byteSize() > 1 || isInteger(type);
    boolean isPosition = parameter.get(Attribute.PARAMETER_NUMBER) % 2 == 1;
    if (isPosition) {
      return isInteger(type) ? Kind.POSITION : null;
    }
    return isNumber ? Kind.VALUE : null;
  }

  private static boolean isInteger(ElementType type) {
    return !type.isFloat() && !type.isComplex() && !type.isPred() && type.bitWidth() >= 8;
  }

  private boolean obeysLaws() {
    boolean isFloat = computation.parameters().getFirst().shape().asArray().elementType().isFloat();
    List<Pair> pairs = new ArrayList<>();
    for (double value : isFloat ? FLOATS : INTEGERS) {
      for (double position : INTEGERS) {
        pairs.add(new Pair(value, position));
      }
    }
    for (Pair a : pairs) {
      if (!same(apply(a, a), a)) {
        return false;
      }
      for (Pair b : pairs) {
        Pair ab = apply(a, b);
        if (!same(ab, apply(b, a))
            || !pairs.stream().allMatch(c -> same(apply(ab, c), apply(a, apply(b, c))))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean same(Pair a, Pair b) {
    return a.value() == b.value() && a.position() == b.position();
  }

  private Pair apply(Pair left, Pair right) {
    double[] arguments = {left.value(), left.position(), right.value(), right.position()};
    Map<HloInstruction, Double> results = new HashMap<>();
    HloInstruction root = computation.root();
    for (HloInstruction instruction : computation.instructions()) {
      if (instruction != root) {
        results.put(instruction, result(instruction, results, arguments));
      }
    }
    return new Pair(results.get(root.operand(0)), results.get(root.operand(1)));
  }

  /** Truth values are 0 and 1. */
  private static double result(
      HloInstruction instruction, Map<HloInstruction, Double> results, double[] arguments) {
    double[] operands = instruction.operands().stream().mapToDouble(results::get).toArray();
    return switch (instruction.opcode()) {
      case PARAMETER -> arguments[Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER))];
      case COMPARE -> compare(instruction.get(Attribute.DIRECTION), operands[0], operands[1]);
      case SELECT -> operands[0] == 1 ? operands[1] : operands[2];
      case NOT -> 1 - operands[0];
      case XOR -> Math.abs(operands[0] - operands[1]);
      case AND, MINIMUM -> Math.min(operands[0], operands[1]);
      default -> Math.max(operands[0], operands[1]);
    };
  }

  private static double compare(ComparisonDirection direction, double a, double b) {
    boolean result =
        switch (direction) {
          case EQ -> a == b;
          case NE -> a != b;
          case GE -> a >= b;
          case GT -> a > b;
          case LE -> a <= b;
          case LT -> a < b;
        };
    return result ? 1 : 0;
  }
}
