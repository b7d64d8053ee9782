package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Merges the kernels of a computation, at first one per instruction, and keeps them in a
 * topological order meanwhile.
 *
 * <p>The order is maintained as in Pearce and Kelly, A dynamic topological sort algorithm for
 * directed acyclic graphs (JEA 2006): only groups between the two merged ones can have to move, and
 * only they are searched.
 */
final class KernelGroups {
  /** The most groups one search may visit; a merge that needs more is not made. */
  private static final int SEARCH_LIMIT = 1000;

  private static final Comparator<KernelGroup> BY_POSITION =
      Comparator.comparingInt(group -> group.position);

  private int searches;

  /** The groups of nodes in topological order. */
  static List<KernelGroup> of(List<KernelNode> nodes) {
    KernelGroup[] byPosition = new KernelGroup[nodes.size()];
    for (KernelNode node : nodes) {
      byPosition[node.group.position] = node.group;
    }
    List<KernelGroup> groups = new ArrayList<>();
    for (KernelGroup group : byPosition) {
      if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** The groups whose values a group needs, the last first. */
  List<KernelGroup> producers(KernelGroup group) {
    List<KernelGroup> found = neighbours(group, false);
    found.sort(BY_POSITION.reversed());
    return found;
  }

  /** The groups that need a value of a group, the first first. */
  List<KernelGroup> consumers(KernelGroup group) {
    List<KernelGroup> found = neighbours(group, true);
    found.sort(BY_POSITION);
    return found;
  }

  private List<KernelGroup> neighbours(KernelGroup group, boolean forward) {
    List<KernelGroup> found = new ArrayList<>();
    int search = ++searches;
    group.mark = search;
    for (KernelNode member : group.members) {
      for (KernelNode other : forward ? member.consumers : member.producers) {
        if (other.group.mark != search) {
          other.group.mark = search;
          found.add(other.group);
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
    return merge(a, b, verdict, SEARCH_LIMIT);
  }

  /** Makes two groups one between which no third one can stand. */
  KernelGroup mergeAdjacent(KernelGroup a, KernelGroup b, FusionVerdict verdict) {
    KernelGroup merged = merge(a, b, verdict, Integer.MAX_VALUE);
    if (merged == null) {
      throw new IllegalStateException("a kernel stands between %s and %s".formatted(a, b));
    }
    return merged;
  }

  private KernelGroup merge(KernelGroup a, KernelGroup b, FusionVerdict verdict, int limit) {
    KernelGroup first = a.position < b.position ? a : b;
    KernelGroup second = first == a ? b : a;
    List<KernelGroup> before = between(second, first, false, limit);
    if (before == null || isTooLong(first, second, limit)) {
      return null;
    }
    if (!before.isEmpty()) {
      reorder(first, before);
    }
    List<KernelNode> members = KernelGraph.union(first.members, second.members);
    second.members.forEach(member -> member.group = first);
    first.members.clear();
    first.members.addAll(members);
    first.verdict = verdict;
    first.isGrown |= second.isGrown;
    first.reduction = first.reduction != null ? first.reduction : second.reduction;
    return first;
  }

  /**
   * The groups between two positions that links lead to from {@code start}, not counting direct
   * links to {@code end}; null if {@code end} is among them or there are too many.
   */
  private List<KernelGroup> between(
      KernelGroup start, KernelGroup end, boolean forward, int limit) {
    int low = Math.min(start.position, end.position);
    int high = Math.max(start.position, end.position);
    int search = ++searches;
    List<KernelGroup> found = new ArrayList<>();
    KernelGroup next = start;
    for (int i = 0; ; i++) {
      for (KernelNode member : next.members) {
        for (KernelNode other : forward ? member.consumers : member.producers) {
          KernelGroup group = other.group;
          if (group == end && next != start) {
            return null;
          }
          if (group.position > low && group.position < high && group.mark != search) {
            group.mark = search;
            found.add(group);
          }
        }
      }
      if (found.size() > limit) {
        return null;
      }
      if (i == found.size()) {
        return found;
      }
      next = found.get(i);
    }
  }

  /** Adds groups by position. There can be hundreds, for each of hundreds of merges. */
  private static void addInOrder(List<KernelGroup> groups, List<KernelGroup> order) {
    long[] places = new long[groups.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = (long) groups.get(i).position << Integer.SIZE | i;
    }
    Arrays.sort(places);
    for (long place : places) {
      order.add(groups.get((int) place));
    }
  }

  /**
   * Puts groups before one that stood before them. What needs the value of that one moves with it
   * as far as it stood before the last of them; the others stay where they are.
   */
  private void reorder(KernelGroup first, List<KernelGroup> before) {
    List<KernelGroup> order = new ArrayList<>();
    addInOrder(before, order);
    List<KernelGroup> behind = between(first, order.getLast(), true, Integer.MAX_VALUE);
    order.add(first);
    addInOrder(behind, order);
    int[] places = new int[order.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = order.get(i).position;
    }
    Arrays.sort(places);
    for (int i = 0; i < places.length; i++) {
      order.get(i).position = places[i];
    }
  }

  /** Whether more groups than the limit stand between two positions and need the first one. */
  private boolean isTooLong(KernelGroup first, KernelGroup second, int limit) {
    return second.position - first.position > limit && between(first, second, true, limit) == null;
  }
}
