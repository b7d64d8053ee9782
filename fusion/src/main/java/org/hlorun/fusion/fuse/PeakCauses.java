package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which kernels let more be alive at one time than is without fusion.
 *
 * <p>A kernel's part in that is what its results, and the operands that it has yet to read, take at
 * that time, less what its instructions and their operands take at the same time of the program
 * without fusion. It is above zero if it makes results too early or operands wait for it. A kernel
 * that other kernels had to come before for its sake has a part, too: values that are read later
 * than without fusion, though no kernel of several instructions is to read them.
 */
final class PeakCauses {
  /** How many kernels are looked at to find whose operands the present one makes. */
  private static final int MAX_SEARCH = 64;

  private final Collection<KernelNode> alive;
  private final PeakMemory unfused;
  private final PeakMemory fused;
  private final int time;

  /** The kernel that runs at the time. */
  private final KernelGroup present;

  /** When its first and its last instruction run without fusion. */
  private final int first;

  private final int last;

  /**
   * @param alive the values that take memory at the time
   * @param unfused what is alive without fusion
   * @param fused what is alive with it
   * @param present a kernel that runs when much is alive
   */
  PeakCauses(
      Collection<KernelNode> alive, PeakMemory unfused, PeakMemory fused, KernelGroup present) {
    this.alive = alive;
    this.unfused = unfused;
    this.fused = fused;
    this.present = present;
    time = fused.timeOf(present.members.getFirst());
    first = present.members.getFirst().index;
    last = present.members.getLast().index;
  }

  /** The kernels of several instructions with a part in what is alive, and their parts in bytes. */
  Map<KernelGroup, Double> find() {
    Set<KernelGroup> candidates = new LinkedHashSet<>();
    double unexplained = 0;
    for (KernelNode value : alive) {
      if (unfused.bytesAt(value, first) > 0) {
        continue; // a kernel that keeps only such values alive has no part: it is not looked for
      }
      if (!addHolders(value, candidates) && unfused.endOf(value) < first) {
        unexplained += fused.bytesAt(value, time);
      }
    }
    Map<KernelGroup, Double> causes = new LinkedHashMap<>();
    for (KernelGroup candidate : candidates) {
      causes.put(candidate, excess(candidate));
    }
    if (unexplained > 0) {
      for (KernelGroup group : waiting()) {
        causes.merge(group, unexplained, Double::sum);
      }
    }
    causes.values().removeIf(bytes -> bytes <= 0);
    return causes;
  }

  /** Adds the kernels that may be why a value is alive; returns whether there is one. */
  private boolean addHolders(KernelNode value, Set<KernelGroup> holders) {
    boolean found = isFusion(value.group);
    if (found) {
      holders.add(value.group);
    }
    for (KernelNode consumer : value.consumers) {
      if (isFusion(consumer.group) && fused.timeOf(consumer) >= time) {
        holders.add(consumer.group);
        found = true;
      }
    }
    return found;
  }

  private static boolean isFusion(KernelGroup group) {
    return group.members.size() > 1;
  }

  /** The bytes that a kernel keeps alive beyond what is without fusion. */
  private double excess(KernelGroup group) {
    Set<KernelNode> touched = new HashSet<>(group.members);
    if (fused.timeOf(group.members.getFirst()) >= time) {
      for (KernelNode member : group.members) {
        touched.addAll(List.of(member.producers));
      }
    }
    double bytes = 0;
    for (KernelNode value : touched) {
      bytes += fused.bytesAt(value, time);
    }
    double before =
        group == present
            ? mostUnfused(touched)
            : Math.max(unfused(touched, first), unfused(touched, last));
    return bytes - before;
  }

  private double unfused(Collection<KernelNode> values, int when) {
    double bytes = 0;
    for (KernelNode value : values) {
      bytes += unfused.bytesAt(value, when);
    }
    return bytes;
  }

  /** The most that values take without fusion from the present kernel's first instruction on. */
  private double mostUnfused(Collection<KernelNode> values) {
    SortedMap<Integer, Double> changes = new TreeMap<>();
    for (KernelNode value : values) {
      double bytes = unfused.bytesAt(value, value.index);
      changes.merge(Math.max(first, value.index), bytes, Double::sum);
      changes.merge(Math.max(first, unfused.endOf(value) + 1), -bytes, Double::sum);
    }
    double bytes = 0;
    double most = 0;
    for (Map.Entry<Integer, Double> change : changes.entrySet()) {
      bytes += change.getValue();
      most = change.getKey() <= last ? Math.max(most, bytes) : most;
    }
    return most;
  }

  /** The kernels for whose sake the present one runs before its time. */
  private Set<KernelGroup> waiting() {
    Set<KernelGroup> found = new LinkedHashSet<>();
    Set<KernelGroup> seen = new HashSet<>();
    Deque<KernelGroup> pending = new ArrayDeque<>(List.of(present));
    while (!pending.isEmpty() && seen.size() < MAX_SEARCH) {
      for (KernelNode member : pending.poll().members) {
        for (KernelNode consumer : member.consumers) {
          KernelGroup group = consumer.group;
          if (seen.add(group)) {
            pending.add(group);
            if (isFusion(group) && group.members.getFirst().index < first) {
              found.add(group);
            }
          }
        }
      }
    }
    return found;
  }
}
