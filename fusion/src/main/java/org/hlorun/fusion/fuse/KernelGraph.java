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
  private final HloComputation computation;
  private final Recomputation recomputation;
  private final Map<HloInstruction, Integer> index = new HashMap<>();
  private final Map<HloInstruction, Set<HloInstruction>> producers = new HashMap<>();
  private final Map<HloInstruction, Set<HloInstruction>> consumers = new HashMap<>();
  private final Set<HloInstruction> escaping = new HashSet<>();

  KernelGraph(HloComputation computation, Recomputation recomputation) {
    this.computation = computation;
    this.recomputation = recomputation;
    for (HloInstruction instruction : computation.instructions()) {
      index.put(instruction, index.size());
    }
    link();
  }

  /** Follows all operands anew, after the recomputed instructions have changed. */
  void link() {
    producers.clear();
    consumers.clear();
    escaping.clear();
    for (HloInstruction instruction : computation.instructions()) {
      if (!recomputation.contains(instruction)) {
        Set<HloInstruction> found = new LinkedHashSet<>();
        collectSources(instruction, found, new HashSet<>());
        found.addAll(instruction.controlPredecessors());
        producers.put(instruction, found);
        found.forEach(
            p -> consumers.computeIfAbsent(p, k -> new LinkedHashSet<>()).add(instruction));
      }
    }
    HloInstruction root = computation.root();
    escaping.add(root);
    if (recomputation.contains(root)) {
      collectSources(root, escaping, new HashSet<>());
    }
  }

  /** Adds the instructions whose values another one reads, through recomputed ones. */
  private void collectSources(
      HloInstruction instruction, Set<HloInstruction> found, Set<HloInstruction> visited) {
    for (HloInstruction operand : instruction.operands()) {
      if (!recomputation.contains(operand)) {
        found.add(operand);
      } else if (visited.add(operand)) {
        collectSources(operand, found, visited);
      }
    }
  }

  boolean isRecomputed(HloInstruction instruction) {
    return recomputation.contains(instruction);
  }

  /** Instructions whose values an instruction needs. */
  Set<HloInstruction> producers(HloInstruction instruction) {
    return producers.getOrDefault(instruction, Set.of());
  }

  /** Instructions that need an instruction's value. */
  Set<HloInstruction> consumers(HloInstruction instruction) {
    return consumers.getOrDefault(instruction, Set.of());
  }

  /** The place of an instruction in the computation. */
  int index(HloInstruction instruction) {
    return index.get(instruction);
  }

  /** The members of two sets in the order of the computation. */
  List<HloInstruction> union(List<HloInstruction> a, List<HloInstruction> b) {
    List<HloInstruction> all = new ArrayList<>(a.size() + b.size());
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      boolean first = j == b.size() || (i < a.size() && index.get(a.get(i)) < index.get(b.get(j)));
      all.add(first ? a.get(i++) : b.get(j++));
    }
    return all;
  }

  /** Whether the value of one of {@code members} is needed by others, or is the result. */
  boolean isOutput(HloInstruction member, Set<HloInstruction> members) {
    return escaping.contains(member) || !members.containsAll(consumers(member));
  }

  /**
   * The region that instructions make together with what they recompute; null if an operand that
   * must be in memory depends on one of them.
   */
  Region region(List<HloInstruction> instructions) {
    return new RegionBuilder(this, instructions).build();
  }
}
