package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * The instructions of a computation with the recomputed ones looked through: who needs whose value,
 * and what a set of instructions would be as a {@link Region}.
 */
final class KernelGraph {
  private final Recomputation recomputation;
  private final Map<HloInstruction, KernelNode> nodes = new HashMap<>();
  private final List<KernelNode> order = new ArrayList<>();

  KernelGraph(HloComputation computation, Recomputation recomputation) {
    this.recomputation = recomputation;
    for (HloInstruction instruction : computation.instructions()) {
      if (!recomputation.contains(instruction)) {
        KernelNode node = new KernelNode(instruction, order.size());
        nodes.put(instruction, node);
        order.add(node);
      }
    }
    link(computation.root());
  }

  private void link(HloInstruction root) {
    int[] uses = new int[order.size()];
    Set<KernelNode> sources = new LinkedHashSet<>();
    Set<HloInstruction> visited = new HashSet<>();
    for (KernelNode node : order) {
      sources.clear();
      visited.clear();
      collectSources(node.instruction, sources, visited);
      for (HloInstruction predecessor : node.instruction.controlPredecessors()) {
        sources.add(nodes.get(predecessor));
      }
      node.producers = sources.toArray(KernelNode.NONE);
      for (KernelNode producer : node.producers) {
        uses[producer.index]++;
      }
    }
    for (KernelNode node : order) {
      node.consumers = uses[node.index] == 0 ? KernelNode.NONE : new KernelNode[uses[node.index]];
    }
    for (KernelNode node : order.reversed()) { // so that consumers come in order
      for (KernelNode producer : node.producers) {
        producer.consumers[--uses[producer.index]] = node;
      }
    }
    if (nodes.containsKey(root)) {
      nodes.get(root).escapes = true;
    } else {
      Set<KernelNode> found = new LinkedHashSet<>();
      collectSources(root, found, new HashSet<>());
      found.forEach(node -> node.escapes = true);
    }
  }

  /** Adds the nodes whose values an instruction reads, through recomputed ones. */
  private void collectSources(
      HloInstruction instruction, Set<KernelNode> found, Set<HloInstruction> visited) {
    for (HloInstruction operand : instruction.operands()) {
      if (!recomputation.contains(operand)) {
        found.add(nodes.get(operand));
      } else if (visited.add(operand)) {
        collectSources(operand, found, visited);
      }
    }
  }

  /** The instructions that are not recomputed, in the order of the computation. */
  List<KernelNode> nodes() {
    return order;
  }

  /** The node of an instruction that is not recomputed. */
  KernelNode node(HloInstruction instruction) {
    return nodes.get(instruction);
  }

  boolean isRecomputed(HloInstruction instruction) {
    return recomputation.contains(instruction);
  }

  /** The members of two lists in the order of the computation. */
  static List<KernelNode> union(List<KernelNode> a, List<KernelNode> b) {
    List<KernelNode> all = new ArrayList<>(a.size() + b.size());
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      boolean first = j == b.size() || (i < a.size() && a.get(i).index < b.get(j).index);
      all.add(first ? a.get(i++) : b.get(j++));
    }
    return all;
  }

  /**
   * The region that nodes make together with what they recompute; null if an operand that must be
   * in memory depends on one of them.
   */
  Region region(List<KernelNode> members) {
    return new RegionBuilder(this, members).build();
  }
}
