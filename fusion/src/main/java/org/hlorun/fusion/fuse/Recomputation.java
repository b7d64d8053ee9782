package org.hlorun.fusion.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.cost.OpWeights;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Which instructions of a computation are computed anew in every kernel that needs them, because
 * that reads less memory than storing them: small constants, iota, reshapes (which only rename),
 * broadcasts, widening conversions, cheap chains that begin with nothing but these, and short
 * chains of cheap arithmetic on one array that is in memory anyway, such as {@code x - mean}:
 * reading x again is as much as reading the difference. They belong to no kernel; whoever cannot
 * compute them itself reads a stored copy.
 */
final class Recomputation {
  /** The longest chain of arithmetic that is repeated rather than stored. */
  private static final int MAX_CHAIN = 8;

  /** The longest chain of arithmetic on a stored array that is repeated. */
  private static final int MAX_STORED_CHAIN = 3;

  /** The longest path of recomputed instructions, reshapes included. */
  private static final int MAX_DEPTH = 32;

  private final Set<HloInstruction> recomputed = new HashSet<>();
  private final Map<HloInstruction, Integer> depths = new HashMap<>();

  /** Instructions whose value must be in memory for some user. */
  private final Set<HloInstruction> stored = new HashSet<>();

  /** For recomputed instructions that depend on no array: the arithmetic in them. */
  private final Map<HloInstruction, Integer> sourceless = new HashMap<>();

  /** For recomputed arithmetic on one stored array: how much of it. */
  private final Map<HloInstruction, Integer> onStored = new HashMap<>();

  Recomputation(HloComputation computation) {
    List<HloInstruction> instructions = computation.instructions();
    for (HloInstruction instruction : instructions.reversed()) {
      if (isStored(instruction)) {
        stored.add(instruction);
      }
    }
    for (HloInstruction instruction : instructions) {
      decide(instruction);
    }
  }

  boolean contains(HloInstruction instruction) {
    return recomputed.contains(instruction);
  }

  /** Recomputes one more instruction. */
  void add(HloInstruction instruction) {
    recomputed.add(instruction);
  }

  /** Whether some user, which may be beyond reshapes, needs the value in memory. */
  boolean isNeededInMemory(HloInstruction instruction) {
    return stored.contains(instruction);
  }

  private boolean isStored(HloInstruction instruction) {
    if (instruction.isRoot()) {
      return true;
    }
    for (HloInstruction user : instruction.users()) {
      boolean computes =
          FusableOps.isLoop(user)
              || FusableOps.isSimpleReduce(user)
              || (FusableOps.isUpdate(user) && user.operand(0) != instruction)
              || (FusableOps.isContraction(user) && isContractionStep(instruction));
      if (!computes || (FusableOps.isLinear(user) && stored.contains(user))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isContractionStep(HloInstruction instruction) {
    return instruction.opcode() == Opcode.CONVERT || FusableOps.isLinear(instruction);
  }

  private void decide(HloInstruction instruction) {
    if (!FusableOps.isLoop(instruction) || instruction.hasControlDependencies()) {
      return;
    }
    int chain = chainLength(instruction);
    if (chain >= 0 && chain <= MAX_CHAIN) {
      sourceless.put(instruction, chain);
    }
    boolean needed = stored.contains(instruction);
    boolean recompute =
        switch (instruction.opcode()) {
          case CONSTANT, IOTA -> true;
          case RESHAPE, BITCAST -> FusableOps.isLinear(instruction);
          case BROADCAST -> !needed || !isArithmetic(instruction.operand(0));
          case CONVERT -> !needed && (isWidening(instruction) || isCheapChain(instruction));
          default -> !needed && (isCheapChain(instruction) || isOnStoredArray(instruction));
        };
    int depth = recompute ? depth(instruction) : 0;
    if (recompute && depth <= MAX_DEPTH) {
      recomputed.add(instruction);
      depths.put(instruction, depth);
    }
  }

  private int depth(HloInstruction instruction) {
    int depth = 0;
    for (HloInstruction operand : instruction.operands()) {
      depth = Math.max(depth, depths.getOrDefault(operand, 0));
    }
    return 1 + depth;
  }

  private boolean isArithmetic(HloInstruction instruction) {
    return recomputed.contains(instruction) && instruction.opcode().isElementwise();
  }

  private boolean isCheapChain(HloInstruction instruction) {
    return instruction.opcode().isElementwise() && sourceless.containsKey(instruction);
  }

  /**
   * Whether this is cheap arithmetic on one array in memory and on values broadcast to its size.
   */
  private boolean isOnStoredArray(HloInstruction instruction) {
    if (!instruction.opcode().isElementwise() || OpWeights.isExpensive(instruction)) {
      return false;
    }
    int length = -1;
    for (HloInstruction operand : instruction.operands()) {
      if (isArrayInMemory(operand)) {
        if (length >= 0) {
          return false;
        }
        length = onStored.getOrDefault(operand, 0);
      } else if (!recomputed.contains(operand) || operand.opcode() != Opcode.BROADCAST) {
        return false;
      }
    }
    if (length < 0 || length >= MAX_STORED_CHAIN || !isNoWider(instruction)) {
      return false;
    }
    onStored.put(instruction, length + 1);
    return true;
  }

  private boolean isArrayInMemory(HloInstruction operand) {
    return onStored.containsKey(operand)
        || operand.opcode() == Opcode.PARAMETER
        || operand.opcode() == Opcode.GET_TUPLE_ELEMENT;
  }

  /** Whether no operand has larger elements, which would cost more to read than the result. */
  private static boolean isNoWider(HloInstruction instruction) {
    int size = instruction.shape().asArray().elementType().byteSize();
    return instruction.operands().stream()
        .allMatch(operand -> operand.shape().asArray().elementType().byteSize() <= size);
  }

  /** The arithmetic of a value made from constants and iota alone; -1 if it reads an array. */
  private int chainLength(HloInstruction instruction) {
    if (OpWeights.isExpensive(instruction)) {
      return -1;
    }
    int length = instruction.opcode().isElementwise() ? 1 : 0;
    for (HloInstruction operand : instruction.operands()) {
      Integer before = recomputed.contains(operand) ? sourceless.get(operand) : null;
      if (before == null) {
        return -1;
      }
      length += before;
    }
    return length;
  }

  private static boolean isWidening(HloInstruction convert) {
    ArrayShape from = convert.operand(0).shape().asArray();
    ArrayShape to = convert.shape().asArray();
    return to.elementType().byteSize() > from.elementType().byteSize();
  }
}
