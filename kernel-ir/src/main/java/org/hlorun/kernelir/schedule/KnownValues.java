package org.hlorun.kernelir.schedule;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Which values of a kernel are indices or constants, and which flags the ranges of those decide.
 */
final class KnownValues {
  private final Map<Value, IndexExpr> numbers = new HashMap<>();
  private final Map<Value, Boolean> flags = new HashMap<>();

  /** Notes all operations of a block and of the loops in it. */
  void note(Block block) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop) {
        note(loop.body());
      } else {
        note(operation);
      }
    }
  }

  void note(Operation operation) {
    if (operation instanceof Operation.Index op) {
      numbers.put(op.result(), op.index());
    } else if (operation instanceof Operation.Constant op) {
      noteConstant(op.result(), op.bits());
    } else if (operation instanceof Operation.Cast op && op.kind() == CastKind.TRUNCATE) {
      IndexExpr whole = numbers.get(op.operand());
      if (whole != null && fits(whole, op.result().type())) {
        numbers.put(op.result(), whole);
      }
    }
  }

  private void noteConstant(Value value, long bits) {
    if (value.type() == ScalarType.I1) {
      flags.put(value, bits != 0);
    } else if (!value.type().isFloat()) {
      int above = Long.SIZE - value.type().bits();
      numbers.put(value, IndexExpr.constant(bits << above >> above));
    }
  }

  private static boolean fits(IndexExpr index, ScalarType type) {
    long limit = 1L << (type.bits() - 1);
    return type != ScalarType.I1 && index.min() >= -limit && index.max() < limit;
  }

  /** Whether a flag is true; null if that is not known. */
  Boolean flag(Value value) {
    return flags.get(value);
  }

  /** The difference of two indices; null if one is something else. */
  IndexExpr difference(Value lhs, Value rhs) {
    IndexExpr a = numbers.get(lhs);
    IndexExpr b = numbers.get(rhs);
    return a == null || b == null ? null : a.minus(b);
  }

  /** What a comparison of two values gives; null if that is not known. */
  Boolean compare(Predicate predicate, Value lhs, Value rhs) {
    IndexExpr difference = difference(lhs, rhs);
    if (difference == null) {
      return null;
    }
    long min = difference.min();
    long max = difference.max();
    return switch (predicate) {
      case SLT -> decided(max < 0, min >= 0);
      case SLE -> decided(max <= 0, min > 0);
      case SGT -> decided(min > 0, max <= 0);
      case SGE -> decided(min >= 0, max < 0);
      case EQ -> decided(min == 0 && max == 0, min > 0 || max < 0);
      case NE -> decided(min > 0 || max < 0, min == 0 && max == 0);
      default -> null;
    };
  }

  private static Boolean decided(boolean isTrue, boolean isFalse) {
    return isTrue ? Boolean.TRUE : isFalse ? Boolean.FALSE : null;
  }
}
