package org.hlorun.kernelir.share;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/**
 * Which numbers of a kernel may be parameters, for one who walks over it. Those may not whose value
 * the code is chosen by: factors of lanes and of iterations that are written out, and divisors, but
 * of what is divided once in an iteration of the outermost loop.
 */
final class SharingRules {
  /** Values that differ between the lanes of a vector, or are numbers in the code. */
  private final Set<Value> fixed = new HashSet<>();

  /** Values of the kernel as a whole and of an iteration of its parallel loop. */
  private final Set<Value> outer = new HashSet<>();

  private Operation.Loop lanes;
  private int depth;

  /** The vector loop around; null outside of one. */
  Operation.Loop lanes() {
    return lanes;
  }

  /** Goes into a loop. */
  void enter(Operation.Loop loop) {
    LoopSchedule.Kind kind = loop.schedule().kind();
    boolean areLanes = kind == LoopSchedule.Kind.VECTOR && lanes == null;
    if (areLanes) {
      lanes = loop;
    }
    if (areLanes || kind == LoopSchedule.Kind.UNROLLED) {
      fixed.add(loop.variable());
    }
    if (depth == 0 && kind == LoopSchedule.Kind.PARALLEL) {
      outer.add(loop.variable());
    }
    depth += isOutermost(loop) ? 1 : 2;
  }

  private boolean isOutermost(Operation.Loop loop) {
    return depth == 0 && loop.schedule().kind() == LoopSchedule.Kind.PARALLEL;
  }

  /** Leaves the loop that was entered last of those that have not been left. */
  void leave(Operation.Loop loop) {
    depth -= loop.schedule().kind() == LoopSchedule.Kind.PARALLEL && depth == 1 ? 1 : 2;
    if (lanes != null && lanes.variable() == loop.variable()) {
      lanes = null;
    }
  }

  /** Notes a value that is computed: inside of a vector loop it may differ between lanes. */
  void define(Value value) {
    if (lanes != null) {
      fixed.add(value);
    }
    if (depth <= 1) {
      outer.add(value);
    }
  }

  /**
   * Whether a number that is an operand of an operation may be a parameter: code of others is
   * chosen by it, and so is that of integers in vectors, which say what lanes do.
   */
  boolean mayTake(BinaryKind kind) {
    return switch (kind) {
      case FADD, FSUB, FMUL, FDIV -> true;
      case ADD, SUB, MUL, SMIN, SMAX -> lanes == null;
      default -> false;
    };
  }

  /** Whether the factor of an atom may be a parameter. */
  boolean mayScale(IndexExpr.Atom atom) {
    return isAll(atom, value -> !fixed.contains(value));
  }

  /** Whether what an expression is divided by may be a parameter. */
  boolean mayDivide(IndexExpr dividend) {
    return dividend.min() >= 0 && isAll(dividend, outer::contains);
  }

  private static boolean isAll(IndexExpr index, Predicate<Value> wanted) {
    for (int i = 0; i < index.size(); i++) {
      if (!isAll(index.atom(i), wanted)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAll(IndexExpr.Atom atom, Predicate<Value> wanted) {
    return atom instanceof IndexExpr.Variable variable
        ? wanted.test(variable.value())
        : isAll(atom.dividend(), wanted);
  }

  /**
   * What the counts of a loop in kernels that become one may differ by multiples of; 0 if they must
   * be equal. A vector loop has code for what is left of some iterations.
   */
  long step(Operation.Loop loop) {
    LoopSchedule schedule = loop.schedule();
    boolean mayDiffer =
        schedule.mayHaveLimit()
            && (schedule.kind() != LoopSchedule.Kind.VECTOR
                || (lanes == null && loop.count() >= 2 * schedule.together()));
    return mayDiffer ? loop.limitStep() : 0;
  }
}
