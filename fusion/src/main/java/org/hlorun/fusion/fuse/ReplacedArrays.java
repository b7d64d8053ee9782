package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Arrays that a loop carries and replaces in each step by values that are computed from them
 * element by element, and from small parts of them: the row of the pivot in an elimination, the
 * last column of a filter. The new values can be written over the old ones only if no other element
 * is read while that happens. So the small parts are kernels before it, which costs less than what
 * has to be done otherwise: writing the new values elsewhere and copying all of them.
 */
final class ReplacedArrays {
  private final KernelGraph graph;
  private final HloComputation body;

  private ReplacedArrays(KernelGraph graph, HloComputation body) {
    this.graph = graph;
    this.body = body;
  }

  /** Marks what is to be kept out of the kernels that replace arrays in the body of a loop. */
  static void mark(KernelGraph graph, HloComputation body) {
    HloInstruction root = body.root();
    if (root.opcode() != Opcode.TUPLE || body.parameters().size() != 1) {
      return;
    }
    ReplacedArrays arrays = new ReplacedArrays(graph, body);
    for (HloInstruction old : body.parameterInstructions().getFirst().users()) {
      if (old.opcode() == Opcode.GET_TUPLE_ELEMENT && FusableOps.isStaticArray(old.shape())) {
        HloInstruction replacement = root.operand(Math.toIntExact(old.get(Attribute.INDEX)));
        if (replacement.opcode().isElementwise() && isReadInParts(old)) {
          arrays.mark(old, replacement);
        }
      }
    }
  }

  private static boolean isReadInParts(HloInstruction array) {
    return array.users().stream().anyMatch(user -> isSmallPart(user, array));
  }

  /** Whether this is a part of the array that costs less to be stored than a copy of the array. */
  private static boolean isSmallPart(HloInstruction value, HloInstruction array) {
    return FusableOps.isLoop(value)
        && value.operandCount() > 0
        && value.operand(0) == array
        && storeCost(value) < copyCost(array);
  }

  /** What it costs to read a part, store it, and read it again. */
  private static double storeCost(HloInstruction part) {
    return 3 * MemoryTraffic.bytes(part.shape()) + Merger.LAUNCH_BYTES;
  }

  private static double copyCost(HloInstruction array) {
    return 2 * MemoryTraffic.bytes(array.shape()) + Merger.LAUNCH_BYTES;
  }

  /** Marks the parts of an array that its replacement is made from, if storing all of them pays. */
  private void mark(HloInstruction array, HloInstruction replacement) {
    List<HloInstruction> parts = parts(array, replacement);
    double cost = 0;
    for (HloInstruction part : parts) {
      cost += storeCost(part);
    }
    if (cost >= copyCost(array)) {
      return;
    }
    KernelNode overwriting = graph.node(replacement);
    for (HloInstruction part : parts) {
      KernelNode node = graph.node(part);
      node.overwrittenBy = Arrays.copyOf(node.overwrittenBy, node.overwrittenBy.length + 1);
      node.overwrittenBy[node.overwrittenBy.length - 1] = overwriting;
    }
  }

  /**
   * The small parts of an array among what a value is computed from in one kernel; none if the
   * array could not be overwritten without them, either.
   */
  private List<HloInstruction> parts(HloInstruction array, HloInstruction replacement) {
    Set<HloInstruction> sources = sources(array, replacement);
    Set<HloInstruction> elementwise = new HashSet<>(Set.of(array));
    List<HloInstruction> parts = new ArrayList<>();
    for (HloInstruction value : body.instructions()) {
      if (!sources.contains(value)) {
        continue;
      }
      if (value.opcode() == Opcode.CONCATENATE) {
        return List.of(); // each operand may have a kernel of its own, which writes a part
      }
      if (!readsOneOf(value, elementwise)) {
        continue;
      }
      if (value.opcode().isElementwise() && RuleCheck.sameDimensions(value, array)) {
        elementwise.add(value);
      } else if (isSmallPart(value, array) && !graph.isRecomputed(value)) {
        parts.add(value);
      } else {
        return List.of();
      }
    }
    return elementwise.contains(replacement) ? parts : List.of();
  }

  private static boolean readsOneOf(HloInstruction value, Set<HloInstruction> read) {
    for (HloInstruction operand : value.operands()) {
      if (read.contains(operand)) {
        return true;
      }
    }
    return false;
  }

  /** What may be computed in one kernel with a value: loops, up to the parts of the array. */
  private static Set<HloInstruction> sources(HloInstruction array, HloInstruction replacement) {
    Set<HloInstruction> found = new HashSet<>(Set.of(replacement));
    Deque<HloInstruction> pending = new ArrayDeque<>(found);
    while (!pending.isEmpty()) {
      for (HloInstruction operand : pending.pop().operands()) {
        if (FusableOps.isLoop(operand) && found.add(operand) && !isSmallPart(operand, array)) {
          pending.add(operand);
        }
      }
    }
    return found;
  }
}
