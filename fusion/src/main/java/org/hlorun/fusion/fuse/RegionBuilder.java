package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Adds to the instructions of a kernel those that it recomputes. */
final class RegionBuilder {
  private final KernelGraph graph;
  private final List<KernelNode> nodes;
  private final Set<HloInstruction> own = new HashSet<>();
  private final Map<HloInstruction, Boolean> included = new HashMap<>();
  private final List<HloInstruction> members = new ArrayList<>();
  private boolean impossible;

  RegionBuilder(KernelGraph graph, List<KernelNode> nodes) {
    this.graph = graph;
    this.nodes = nodes;
    for (KernelNode node : nodes) {
      own.add(node.instruction);
    }
  }

  Region build() {
    List<HloInstruction> outputs = new ArrayList<>();
    for (KernelNode node : nodes) {
      HloInstruction instruction = node.instruction;
      for (int i = 0; i < instruction.operandCount(); i++) {
        HloInstruction operand = instruction.operand(i);
        if (graph.isRecomputed(operand) && !isReadFromMemory(instruction, i)) {
          include(operand);
        } else if (graph.isRecomputed(operand) && dependsOnOwn(operand)) {
          impossible = true;
        }
      }
      members.add(instruction);
      if (isOutput(node)) {
        outputs.add(instruction);
      }
    }
    return impossible ? null : new Region(members, outputs);
  }

  private boolean isOutput(KernelNode node) {
    for (KernelNode consumer : node.consumers) {
      if (!own.contains(consumer.instruction)) {
        return true;
      }
    }
    return node.escapes;
  }

  private boolean isReadFromMemory(HloInstruction instruction, int operand) {
    if (FusableOps.isUpdate(instruction)) {
      return operand == 0;
    }
    return FusableOps.isContraction(instruction) && !isPrologue(instruction.operand(operand));
  }

  /** Whether a chain of conversions and reshapes leads to a value that is not recomputed. */
  private boolean isPrologue(HloInstruction value) {
    if (!graph.isRecomputed(value)) {
      return true;
    }
    boolean step = value.opcode() == Opcode.CONVERT || FusableOps.isLinear(value);
    return step && isPrologue(value.operand(0));
  }

  private boolean dependsOnOwn(HloInstruction value) {
    if (own.contains(value)) {
      return true;
    }
    if (graph.isRecomputed(value)) {
      for (HloInstruction operand : value.operands()) {
        if (dependsOnOwn(operand)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A reshape is part of the region only if its operand is: a reshaped input costs nothing. */
  private boolean include(HloInstruction value) {
    Boolean known = included.get(value);
    if (known != null) {
      return known;
    }
    boolean anyInside = false;
    for (HloInstruction operand : value.operands()) {
      anyInside |= graph.isRecomputed(operand) ? include(operand) : own.contains(operand);
    }
    boolean inside = anyInside || !FusableOps.isLinear(value);
    included.put(value, inside);
    if (inside) {
      members.add(value);
    }
    return inside;
  }
}
