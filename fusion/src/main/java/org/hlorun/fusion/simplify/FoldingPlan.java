package org.hlorun.fusion.simplify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.cost.OpWeights;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** Decides which instructions are computed while a program is optimised. */
final class FoldingPlan {
  /** The greatest number of elements of a result, so that the program does not grow much. */
  private static final long MAX_ELEMENTS = 1 << 16;

  /** The greatest number of element operations, for one instruction and for all of them. */
  private static final long MAX_WORK = 1 << 22;

  private static final long MAX_TOTAL_WORK = 1 << 24;

  /**
   * The longest chain of cheap arithmetic on iotas that is computed where it is needed rather than
   * stored.
   */
  private static final int MAX_CHAIN = 8;

  /** The arithmetic in the instructions that such chains consist of. */
  private final Map<HloInstruction, Integer> chains = new HashMap<>();

  private long work;

  /**
   * The instructions of a computation that depend on constants only and are used by something that
   * does not; those that generate values from nothing are not among them.
   */
  List<HloInstruction> results(HloComputation computation) {
    Set<HloInstruction> known = new HashSet<>();
    List<HloInstruction> folded = new ArrayList<>();
    for (HloInstruction instruction : computation.instructions()) {
      if (isKnown(instruction, known)) {
        known.add(instruction);
        if (!isGenerator(instruction)) {
          folded.add(instruction);
        }
      }
    }
    folded.removeIf(
        instruction -> !instruction.isRoot() && isFoldedWith(instruction.users(), known));
    return folded;
  }

  private boolean isFoldedWith(Collection<HloInstruction> users, Set<HloInstruction> known) {
    for (HloInstruction user : users) {
      if (!known.contains(user) || isGenerator(user)) {
        return false;
      }
    }
    return true;
  }

  /** What has to be computed for some results, operands first. */
  List<HloInstruction> needed(HloComputation computation, List<HloInstruction> results) {
    Set<HloInstruction> needed = new HashSet<>(results);
    List<HloInstruction> order = new ArrayList<>();
    for (HloInstruction instruction : computation.instructions().reversed()) {
      if (needed.contains(instruction)) {
        needed.addAll(instruction.operands());
        order.add(instruction);
      }
    }
    return order.reversed();
  }

  private boolean isKnown(HloInstruction instruction, Set<HloInstruction> known) {
    for (int i = 0; i < instruction.operandCount(); i++) {
      if (!known.contains(instruction.operand(i))) {
        return false;
      }
    }
    if (!isFoldable(instruction)) {
      return false;
    }
    long cost = work(instruction);
    if (cost > MAX_WORK || work + cost > MAX_TOTAL_WORK) {
      return false;
    }
    work += isGenerator(instruction) ? 0 : cost;
    return true;
  }

  /** Constants, and what makes an array out of less. */
  private boolean isGenerator(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case CONSTANT, IOTA -> true;
      case BROADCAST -> instruction.shape().asArray().elementCount() > 1;
      default -> isComputedWhereNeeded(instruction);
    };
  }

  /**
   * Whether this is cheap arithmetic on iotas, such as a mask, for other arithmetic: that takes
   * less time than reading an array, and the array would be stored.
   */
  private boolean isComputedWhereNeeded(HloInstruction instruction) {
    return chain(instruction) > 0 && !instruction.isRoot() && areElementwise(instruction.users());
  }

  private static boolean areElementwise(Collection<HloInstruction> users) {
    for (HloInstruction user : users) {
      if (!user.opcode().isElementwise()) {
        return false;
      }
    }
    return true;
  }

  /** The length of a chain that has an iota; 0 if this is none, or too long. */
  private int chain(HloInstruction instruction) {
    return chains.computeIfAbsent(
        instruction,
        i -> {
          int length = measured(i);
          return length > MAX_CHAIN ? 0 : length;
        });
  }

  private int measured(HloInstruction instruction) {
    if (!instruction.opcode().isElementwise() || OpWeights.isExpensive(instruction)) {
      return 0;
    }
    int length = 0;
    for (HloInstruction operand : instruction.operands()) {
      boolean isIota = operand.opcode() == Opcode.IOTA;
      boolean isSplat = operand.opcode() == Opcode.BROADCAST || operand.shape().isScalar();
      int before = chains.getOrDefault(operand, 0);
      if (!isIota && !isSplat && before == 0) {
        return 0;
      }
      length += before + (isIota ? 1 : 0);
    }
    return length == 0 ? 0 : length + 1;
  }

  private boolean isFoldable(HloInstruction instruction) {
    if (!(instruction.shape() instanceof ArrayShape shape)
        || shape.hasDynamicDimensions()
        || shape.elementCount() == 0
        || !isGenerator(instruction) && shape.elementCount() > MAX_ELEMENTS
        || instruction.hasControlDependencies()) {
      return false;
    }
    Opcode opcode = instruction.opcode();
    return switch (opcode.opcodeClass()) {
      case ELEMENTWISE -> opcode != Opcode.STOCHASTIC_CONVERT;
      case CONTRACTION -> true;
      case REDUCTION -> calleesCallNothing(instruction);
      case DATA_MOVEMENT ->
          switch (opcode) {
            case PARAMETER, COPY_START, COPY_DONE, SET_DIMENSION_SIZE, DYNAMIC_RESHAPE -> false;
            case CONSTANT -> !instruction.has(Attribute.ELIDED);
            default -> calleesCallNothing(instruction);
          };
      default -> false;
    };
  }

  private static boolean calleesCallNothing(HloInstruction instruction) {
    for (HloComputation callee : instruction.calledComputations()) {
      for (HloInstruction inner : callee.instructions()) {
        if (!inner.calledComputations().isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** About how many elements are looked at. */
  private static long work(HloInstruction instruction) {
    long result = instruction.shape().asArray().elementCount();
    long operands = 0;
    for (HloInstruction operand : instruction.operands()) {
      operands += operand.shape().asArray().elementCount();
    }
    return switch (instruction.opcode()) {
      case CONSTANT, IOTA -> result;
      case DOT, CONVOLUTION, RAGGED_DOT, SCALED_DOT, REDUCE_WINDOW ->
          saturatingMultiply(result, Math.max(1, operands));
      default -> result + operands;
    };
  }

  private static long saturatingMultiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    return high == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE / 2;
  }
}
