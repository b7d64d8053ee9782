package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hlorun.language.ir.HloInstruction;

/**
 * A partition of a computation's instructions into kernels, at first one each, with a topological
 * order that is kept up while groups are merged.
 *
 * <p>The order is maintained as in Pearce and Kelly, A dynamic topological sort algorithm for
 * directed acyclic graphs (JEA 2006): only groups between the two merged ones can have to move, and
 * only they are searched.
 */
final class KernelGroups {
  /** The most groups one search may visit; a merge that needs more is not made. */
  private static final int SEARCH_LIMIT = 1000;

  private final KernelGraph graph;
  private final Map<HloInstruction, KernelGroup> groups = new HashMap<>();

  KernelGroups(KernelGraph graph, List<HloInstruction> instructions) {
    this.graph = graph;
    for (HloInstruction instruction : instructions) {
      if (!graph.isRecomputed(instruction)) {
        KernelGroup group = new KernelGroup();
        group.members.add(instruction);
        group.position = groups.size();
        groups.put(instruction, group);
      }
    }
  }

  /** The group of an instruction, null for recomputed ones. */
  KernelGroup of(HloInstruction instruction) {
    return groups.get(instruction);
  }

  /** All groups in topological order. */
  List<KernelGroup> all() {
    return new HashSet<>(groups.values())
        .stream().sorted(Comparator.comparingInt(group -> group.position)).toList();
  }

  /** The groups whose values a group needs, the last first. */
  List<KernelGroup> producers(KernelGroup group) {
    return neighbours(group, graph::producers).stream()
        .sorted(Comparator.comparingInt(g -> -g.position))
        .toList();
  }

  /** The groups that need a value of a group, the first first. */
  List<KernelGroup> consumers(KernelGroup group) {
    return neighbours(group, graph::consumers).stream()
        .sorted(Comparator.comparingInt(g -> g.position))
        .toList();
  }

  private Set<KernelGroup> neighbours(
      KernelGroup group, Function<HloInstruction, Set<HloInstruction>> links) {
    Set<KernelGroup> found = new LinkedHashSet<>();
    for (HloInstruction member : group.members) {
      for (HloInstruction other : links.apply(member)) {
        KernelGroup neighbour = groups.get(other);
        if (neighbour != null && neighbour != group) {
          found.add(neighbour);
        }
      }
    }
    return found;
  }

  /**
   * Makes two groups one, unless a third group stands between them or the search for one takes too
   * long.
   *
   * @return the merged group, or null
   */
  KernelGroup merge(KernelGroup a, KernelGroup b, FusionVerdict verdict) {
    KernelGroup first = a.position < b.position ? a : b;
    KernelGroup second = first == a ? b : a;
    Set<KernelGroup> behind =
        reach(first, second, graph::consumers, first.position, second.position);
    Set<KernelGroup> before =
        behind == null
            ? null
            : reach(second, first, graph::producers, first.position, second.position);
    if (before == null) {
      return null;
    }
    reorder(first, second, before, behind);
    List<HloInstruction> members = graph.union(first.members, second.members);
    first.members.clear();
    first.members.addAll(members);
    first.verdict = verdict;
    members.forEach(member -> groups.put(member, first));
    return first;
  }

  /**
   * The groups between two positions that links lead to from {@code start}, not counting direct
   * links to {@code end}; null if {@code end} is among them or there are too many.
   */
  private Set<KernelGroup> reach(
      KernelGroup start,
      KernelGroup end,
      Function<HloInstruction, Set<HloInstruction>> links,
      int low,
      int high) {
    Set<KernelGroup> found = new LinkedHashSet<>();
    List<KernelGroup> pending = new ArrayList<>();
    pending.add(start);
    while (!pending.isEmpty()) {
      KernelGroup next = pending.removeLast();
      for (KernelGroup neighbour : neighbours(next, links)) {
        if (neighbour == end && next != start) {
          return null;
        }
        if (neighbour.position > low && neighbour.position < high && found.add(neighbour)) {
          pending.add(neighbour);
        }
      }
      if (found.size() > SEARCH_LIMIT) {
        return null;
      }
    }
    return found;
  }

  private static void reorder(
      KernelGroup first,
      KernelGroup second,
      Collection<KernelGroup> before,
      Collection<KernelGroup> behind) {
    List<KernelGroup> order = new ArrayList<>();
    Comparator<KernelGroup> byPosition = Comparator.comparingInt(group -> group.position);
    before.stream().sorted(byPosition).forEach(order::add);
    order.add(first);
    behind.stream().sorted(byPosition).forEach(order::add);
    List<Integer> places = new ArrayList<>();
    order.forEach(group -> places.add(group.position));
    places.add(second.position);
    places.sort(Comparator.naturalOrder());
    for (int i = 0; i < order.size(); i++) {
      order.get(i).position = places.get(i);
    }
  }
}
