package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Fuses dots and convolutions with what follows on their results, and with what feeds them. */
final class ContractionFuser {
  /** The most instructions looked at behind one contraction. */
  private static final int MAX_EPILOGUE = 128;

  private final Merger merger;

  ContractionFuser(Merger merger) {
    this.merger = merger;
  }

  /** Gives a contraction the longest epilogue that leaves one value for others. */
  void fuseEpilogue(KernelNode contraction) {
    List<List<KernelNode>> candidates = epilogues(contraction);
    for (List<KernelNode> members : candidates.reversed()) {
      FusionVerdict verdict = merger.judge(members);
      if (verdict != null && verdict.isValid()) {
        mergeAll(members, verdict);
        return;
      }
    }
  }

  /** Merges what makes the operands of a contraction into it. */
  void fusePrologue(KernelNode contraction) {
    KernelGroup group = contraction.group;
    for (KernelGroup producer : merger.groups().producers(group)) {
      if (producer.members.size() == 1) {
        merger.tryMerge(producer, group);
        group = contraction.group;
      }
    }
  }

  /**
   * The sets of a contraction and elementwise instructions behind it, each set larger than the one
   * before, of which one value alone is needed outside.
   */
  private List<List<KernelNode>> epilogues(KernelNode contraction) {
    List<List<KernelNode>> candidates = new ArrayList<>();
    List<KernelNode> members = new ArrayList<>(List.of(contraction));
    Map<KernelNode, Integer> outside = new HashMap<>(); // of each member, how many need its value
    outside.put(contraction, needs(contraction));
    int needed = needs(contraction) > 0 ? 1 : 0;
    PriorityQueue<KernelNode> next =
        new PriorityQueue<>((a, b) -> Integer.compare(a.index, b.index));
    next.addAll(List.of(contraction.consumers));
    while (!next.isEmpty() && members.size() < MAX_EPILOGUE) {
      KernelNode user = next.poll();
      if (!outside.containsKey(user) && mayFollow(contraction, user)) {
        members.add(user);
        outside.put(user, needs(user));
        needed += needs(user) > 0 ? 1 : 0;
        for (KernelNode value : user.producers) {
          Integer left = outside.computeIfPresent(value, (member, count) -> count - 1);
          needed -= left != null && left == 0 ? 1 : 0;
        }
        next.addAll(List.of(user.consumers));
        if (needed == 1) {
          candidates.add(List.copyOf(members));
        }
      }
    }
    return candidates;
  }

  /** How many need a value: instructions, and who gets the result of the computation. */
  private static int needs(KernelNode node) {
    return node.consumers.length + (node.escapes ? 1 : 0);
  }

  private static boolean mayFollow(KernelNode contraction, KernelNode user) {
    KernelGroup group = user.group;
    return user.instruction.opcode().isElementwise()
        && RuleCheck.sameDimensions(contraction.instruction, user.instruction)
        && group.isFusable()
        && group.members.size() == 1;
  }

  private void mergeAll(List<KernelNode> members, FusionVerdict verdict) {
    KernelGroup group = members.getFirst().group;
    for (KernelNode member : members.subList(1, members.size())) {
      group = merger.groups().merge(group, member.group, verdict);
    }
  }
}
