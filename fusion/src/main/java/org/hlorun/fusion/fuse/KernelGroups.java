package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
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

  /** Positions of groups that have no place yet, and of those whose producers get theirs first. */
  private static final int UNSEEN = -1;

  private static final int ENTERED = -2;

  private static final Comparator<KernelGroup> BY_POSITION =
      (a, b) -> Integer.compare(a.position, b.position);

  /** Which group stands at a position; null where one stood that became part of another. */
  private final KernelGroup[] places;

  /** The positions where a group stands. */
  private final BitSet taken = new BitSet();

  private int searches;

  /** Whether groups keep in mind what they were merged of. */
  private boolean keepsParts;

  /**
   * Groups in the order that they are in.
   *
   * @param nodes all members of the groups
   */
  KernelGroups(List<KernelNode> nodes) {
    places = new KernelGroup[nodes.size()];
    for (KernelNode node : nodes) {
      places[node.group.position] = node.group;
      taken.set(node.group.position);
    }
  }

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

  /**
   * Gives all groups new places: in the order of their first members, but each behind all that it
   * needs. What kernels are taken apart into comes back to where it was in the computation.
   */
  static void arrange(List<KernelNode> nodes) {
    for (KernelNode node : nodes) {
      node.group.position = UNSEEN;
    }
    Deque<KernelGroup> pending = new ArrayDeque<>();
    int placed = 0;
    for (KernelNode node : nodes) {
      pending.push(node.group);
      while (!pending.isEmpty()) {
        KernelGroup group = pending.peek();
        if (group.position == UNSEEN) {
          group.position = ENTERED;
          pushProducers(group, pending);
        } else {
          pending.pop();
          if (group.position == ENTERED) {
            group.position = placed++;
          }
        }
      }
    }
  }

  private static void pushProducers(KernelGroup group, Deque<KernelGroup> pending) {
    for (KernelNode member : group.members.reversed()) {
      for (int i = member.producers.length - 1; i >= 0; i--) {
        KernelGroup producer = member.producers[i].group;
        if (producer.position == UNSEEN) {
          pending.push(producer);
        }
      }
    }
  }

  /** From now on, groups keep in mind what they are merged of ({@link KernelGroup#parts}). */
  void keepParts() {
    keepsParts = true;
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
   * Whether a third group stands between two, so that they cannot become one, or looking for one
   * takes too long.
   */
  boolean areApart(KernelGroup a, KernelGroup b) {
    KernelGroup first = a.position < b.position ? a : b;
    KernelGroup second = first == a ? b : a;
    return between(second, first, false, SEARCH_LIMIT) == null
        || isTooLong(first, second, SEARCH_LIMIT);
  }

  /** Makes two groups one between which no third one stands. */
  KernelGroup merge(KernelGroup a, KernelGroup b, FusionVerdict verdict) {
    KernelGroup first = a.position < b.position ? a : b;
    KernelGroup second = first == a ? b : a;
    BitSet before = between(second, first, false, Integer.MAX_VALUE);
    if (before == null) {
      throw new IllegalStateException("a kernel stands between %s and %s".formatted(a, b));
    }
    if (!before.isEmpty()) {
      reorder(first, before);
    }
    if (keepsParts) {
      List<KernelGroup> parts = new ArrayList<>(parts(first));
      parts.addAll(parts(second));
      first.parts = parts;
    }
    List<KernelNode> members = KernelGraph.union(first.members, second.members);
    for (KernelNode member : second.members) {
      member.group = first;
    }
    places[second.position] = null;
    taken.clear(second.position);
    first.members.clear();
    first.members.addAll(members);
    first.verdict = verdict;
    first.isGrown |= second.isGrown;
    first.reduction = first.reduction != null ? first.reduction : second.reduction;
    first.reducesRows &= second.reducesRows;
    return first;
  }

  private static List<KernelGroup> parts(KernelGroup group) {
    return group.parts.isEmpty()
        ? List.of(new KernelGroup(group.members, group.verdict))
        : group.parts;
  }

  /**
   * The positions between two groups that links lead to from {@code start}, not counting direct
   * links to {@code end}; null if {@code end} is among them or there are too many.
   */
  private BitSet between(KernelGroup start, KernelGroup end, boolean forward, int limit) {
    int low = Math.min(start.position, end.position);
    int high = Math.max(start.position, end.position);
    int search = ++searches;
    BitSet found = new BitSet(high);
    int count = 0;
    KernelGroup next = start;
    while (next != null) {
      for (int i = 0; i < next.members.size(); i++) {
        KernelNode member = next.members.get(i);
        for (KernelNode other : forward ? member.consumers : member.producers) {
          KernelGroup group = other.group;
          if (group == end && next != start) {
            return null;
          }
          if (group.mark != search && group.position > low && group.position < high) {
            group.mark = search;
            found.set(group.position);
            count++;
          }
        }
      }
      if (count > limit) {
        return null;
      }
      int position =
          forward ? found.nextSetBit(next.position + 1) : found.previousSetBit(next.position - 1);
      next = position < 0 ? null : places[position];
    }
    return found;
  }

  private void addInOrder(BitSet positions, List<KernelGroup> order) {
    for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
      order.add(places[i]);
    }
  }

  /**
   * Puts groups, given by their positions, before one that stood before them. What needs the value
   * of that one moves with it as far as it stood before the last of them; the others stay where
   * they are.
   */
  private void reorder(KernelGroup first, BitSet before) {
    List<KernelGroup> order = new ArrayList<>();
    addInOrder(before, order);
    BitSet behind = between(first, order.getLast(), true, Integer.MAX_VALUE);
    order.add(first);
    addInOrder(behind, order);
    BitSet positions = behind;
    positions.or(before);
    positions.set(first.position);
    int position = -1;
    for (KernelGroup group : order) {
      position = positions.nextSetBit(position + 1);
      group.position = position;
      places[position] = group;
    }
  }

  /** Whether more groups than the limit stand between two positions and need the first one. */
  private boolean isTooLong(KernelGroup first, KernelGroup second, int limit) {
    return taken.get(first.position + 1, second.position).cardinality() > limit
        && between(first, second, true, limit) == null;
  }
}
