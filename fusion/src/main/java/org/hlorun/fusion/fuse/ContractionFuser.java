package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;

/** Fuses dots and convolutions with what follows on their results, and with what feeds them. */
final class ContractionFuser {
  /** The most instructions looked at behind one contraction. */
  private static final int MAX_EPILOGUE = 128;

  private final Merger merger;
  private final KernelGraph graph;

  ContractionFuser(Merger merger) {
    this.merger = merger;
    this.graph = merger.graph();
  }

  /** Gives a contraction the longest epilogue that leaves one value for others. */
  void fuseEpilogue(HloInstruction contraction) {
    List<List<HloInstruction>> candidates = epilogues(contraction);
    for (List<HloInstruction> members : candidates.reversed()) {
      FusionVerdict verdict = merger.judge(members);
      if (verdict != null && verdict.isValid()) {
        mergeAll(members, verdict);
        return;
      }
    }
  }

  /** Merges what makes the operands of a contraction into it. */
  void fusePrologue(HloInstruction contraction) {
    KernelGroup group = merger.groups().of(contraction);
    for (KernelGroup producer : merger.groups().producers(group)) {
      if (producer.members.size() == 1) {
        merger.tryMerge(producer, group);
        group = merger.groups().of(contraction);
      }
    }
  }

  /**
   * The sets of a contraction and elementwise instructions behind it, each set larger than the one
   * before, of which one value alone is needed outside.
   */
  private List<List<HloInstruction>> epilogues(HloInstruction contraction) {
    List<List<HloInstruction>> candidates = new ArrayList<>();
    List<HloInstruction> members = new ArrayList<>(List.of(contraction));
    Set<HloInstruction> lookup = new HashSet<>(members);
    PriorityQueue<HloInstruction> next = new PriorityQueue<>(Comparator.comparingInt(graph::index));
    next.addAll(graph.consumers(contraction));
    while (!next.isEmpty() && members.size() < MAX_EPILOGUE) {
      HloInstruction user = next.poll();
      if (!lookup.contains(user) && mayFollow(contraction, user)) {
        members.add(user);
        lookup.add(user);
        next.addAll(graph.consumers(user));
        if (members.stream().filter(member -> graph.isOutput(member, lookup)).count() == 1) {
          candidates.add(List.copyOf(members));
        }
      }
    }
    return candidates;
  }

  private boolean mayFollow(HloInstruction contraction, HloInstruction user) {
    KernelGroup group = merger.groups().of(user);
    return user.opcode().isElementwise()
        && RuleCheck.sameDimensions(contraction, user)
        && group.isFusable()
        && group.members.size() == 1;
  }

  private void mergeAll(List<HloInstruction> members, FusionVerdict verdict) {
    KernelGroup group = merger.groups().of(members.getFirst());
    for (HloInstruction member : members.subList(1, members.size())) {
      KernelGroup merged = merger.groups().merge(group, merger.groups().of(member), verdict);
      if (merged == null) { // the search was given up: what there is may have several outputs
        throw new IllegalStateException("no epilogue order for " + members.getFirst().name());
      }
      group = merged;
    }
  }
}
