package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes kernels apart where too many results live at once: those that are why, the ones that keep
 * most bytes alive first, until a limit holds. A kernel that was merged of several because they
 * read the same value becomes those again at first.
 */
final class PeakRelief {
  /** How often what is alive is estimated before this is left. */
  private static final int MAX_ROUNDS = 32;

  /** How many values are looked at in a round, as a multiple of all values. */
  private static final int MAX_LOOKS = 32;

  /** How many kernels are tried to be put together again, and for how many instructions in all. */
  private static final int MAX_RESTORED = 32;

  private static final int MAX_ESTIMATED = 100_000;

  private final Merger merger;
  private final List<KernelNode> nodes;
  private final PeakMemory unfused;
  private final double limit;
  private final List<Split> splits = new ArrayList<>();
  private PeakMemory fused;

  /** A kernel that was taken apart. */
  private record Split(KernelGroup group, List<KernelGroup> parts) {
    /** Whether the parts are as they were made, so that they can be put together again. */
    boolean isWhole() {
      for (KernelGroup part : parts) {
        if (part.members.getFirst().group != part) {
          return false;
        }
      }
      return true;
    }

    void undo() {
      enter(group);
    }

    void redo() {
      parts.forEach(Split::enter);
    }

    private static void enter(KernelGroup group) {
      for (KernelNode member : group.members) {
        member.group = group;
      }
    }
  }

  /**
   * @param merger has the kernels
   * @param unfused what is alive if every instruction is a kernel
   * @param limit the most bytes that may be alive
   */
  PeakRelief(Merger merger, PeakMemory unfused, double limit) {
    this.merger = merger;
    this.nodes = merger.graph().nodes();
    this.unfused = unfused;
    this.limit = limit;
  }

  /** Takes kernels apart until the limit holds; returns whether it does. */
  boolean holdsLimit() {
    estimate();
    for (int round = 0; fused.peak() > limit; round++) {
      if (round == MAX_ROUNDS || !splitCauses()) {
        return false;
      }
      estimate();
    }
    restore();
    return true;
  }

  /** Says which kernels were taken apart. */
  void report(MemoryLimit memory, FusionReport report) {
    Set<KernelGroup> parts = new HashSet<>();
    for (Split split : splits) {
      if (!parts.contains(split.group())) { // else its whole has been named
        report.addGivenUp(memory.fusion(split.group().instructions(), fused.peak()));
      }
      parts.addAll(split.parts());
      split.parts().forEach(part -> part.isGivenUp = true);
    }
  }

  private void estimate() {
    KernelGroups.arrange(nodes);
    fused = PeakMemory.fused(nodes);
  }

  /** Takes kernels apart for each time at which too much is alive; returns whether there were. */
  private boolean splitCauses() {
    Map<KernelGroup, Double> chosen = new LinkedHashMap<>();
    List<KernelGroup> groups = KernelGroups.of(nodes);
    List<Integer> peaks = peaks(groups.size());
    Set<KernelNode> alive = new LinkedHashSet<>();
    long looks = 0;
    int next = 0;
    for (int time = 0; time < groups.size() && next < peaks.size(); time++) {
      for (KernelNode member : groups.get(time).members) {
        if (fused.bytesAt(member, time) > 0) {
          alive.add(member);
        }
      }
      if (time == peaks.get(next)) {
        next++;
        int now = time;
        alive.removeIf(node -> fused.endOf(node) < now);
        looks += alive.size();
        if (looks > (long) MAX_LOOKS * nodes.size()) {
          break;
        }
        choose(new PeakCauses(alive, unfused, fused, groups.get(time)), time, chosen);
      }
    }
    chosen.keySet().forEach(this::split);
    return !chosen.isEmpty();
  }

  /** Where most is alive of each period that is above the limit. */
  private List<Integer> peaks(int duration) {
    List<Integer> peaks = new ArrayList<>();
    int most = -1;
    for (int time = 0; time <= duration; time++) {
      if (time < duration && fused.bytesAt(time) > limit) {
        most = most < 0 || fused.bytesAt(time) > fused.bytesAt(most) ? time : most;
      } else if (most >= 0) {
        peaks.add(most);
        most = -1;
      }
    }
    return peaks;
  }

  /** Adds the kernels that must go so that the limit holds at a time. */
  private void choose(PeakCauses causes, int time, Map<KernelGroup, Double> chosen) {
    List<Map.Entry<KernelGroup, Double>> found = new ArrayList<>(causes.find().entrySet());
    found.sort((a, b) -> Double.compare(b.getValue(), a.getValue()));
    double left = fused.bytesAt(time);
    for (Map.Entry<KernelGroup, Double> cause : found) {
      if (left > limit) {
        chosen.put(cause.getKey(), cause.getValue());
        left -= cause.getValue();
      }
    }
  }

  private void split(KernelGroup group) {
    Split split = new Split(group, parts(group));
    split.redo();
    splits.add(split);
  }

  /** What a kernel is taken apart into: what it was merged of, its halves, or instructions. */
  private List<KernelGroup> parts(KernelGroup group) {
    if (!group.parts.isEmpty()) {
      return group.parts;
    }
    List<KernelNode> members = group.members;
    int half = members.size() / 2;
    List<KernelGroup> parts = new ArrayList<>(half(members.subList(0, half)));
    parts.addAll(half(members.subList(half, members.size())));
    return parts;
  }

  /** One kernel of half the instructions of one, if that is allowed and saves something. */
  private List<KernelGroup> half(List<KernelNode> members) {
    FusionVerdict verdict = areLinked(members) ? merger.judge(members) : null;
    return verdict != null && verdict.isValid()
        ? List.of(new KernelGroup(members, verdict))
        : members.stream().map(this::alone).toList();
  }

  private static boolean areLinked(List<KernelNode> members) {
    for (KernelNode member : members) {
      for (KernelNode producer : member.producers) {
        if (members.contains(producer)) {
          return true;
        }
      }
    }
    return false;
  }

  private KernelGroup alone(KernelNode node) {
    KernelGroup whole = node.group;
    node.group = new KernelGroup(node);
    merger.begin(node);
    KernelGroup group = node.group;
    node.group = whole;
    return group;
  }

  /** Puts kernels together again that need not have been taken apart, the last one first. */
  private void restore() {
    int tries = Math.min(MAX_RESTORED, MAX_ESTIMATED / nodes.size());
    for (Split split : List.copyOf(splits).reversed()) {
      if (split.isWhole() && tries-- > 0) {
        split.undo();
        estimate();
        if (fused.peak() <= limit) {
          splits.remove(split);
        } else {
          split.redo();
        }
      }
    }
    estimate();
  }
}
