package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Classes by the stretch of time from their start to their end, so that those that meet a stretch
 * are found in time logarithmic in the number of steps, and linear in how many are found. What
 * begins in the stretch is found by its start; what is alive at its first step by a segment tree
 * (M. de Berg et al., Computational Geometry, section 10.3): every stretch is cut into a few nodes
 * of a binary tree over the steps, and a step looks at the nodes above it.
 */
final class LiveIndex {
  private final NavigableMap<Integer, List<BufferClass>> byStart = new TreeMap<>();
  private final List<List<BufferClass>> nodes = new ArrayList<>();

  /** The steps, numbered from -1 to this, in the tree from 0: a power of two. */
  private final int leaves;

  LiveIndex(Collection<BufferClass> all) {
    int last = all.stream().mapToInt(BufferClass::end).max().orElse(0);
    this.leaves = Integer.highestOneBit(last + 2) * 2;
    for (int i = 0; i < 2 * leaves; i++) {
      nodes.add(null);
    }
  }

  void add(BufferClass one) {
    byStart.computeIfAbsent(one.start(), start -> new ArrayList<>(2)).add(one);
    int low = leaf(one.start());
    int high = leaf(one.end()) + 1;
    while (low < high) {
      if ((low & 1) == 1) {
        add(low++, one);
      }
      if ((high & 1) == 1) {
        add(--high, one);
      }
      low /= 2;
      high /= 2;
    }
  }

  private void add(int node, BufferClass one) {
    if (nodes.get(node) == null) {
      nodes.set(node, new ArrayList<>(2));
    }
    nodes.get(node).add(one);
  }

  /** The classes that are needed at a step when a class is, each once, in no order. */
  List<BufferClass> overlapping(BufferClass one) {
    List<BufferClass> found = new ArrayList<>();
    for (int node = leaf(one.start()); node > 0; node /= 2) {
      collect(nodes.get(node), one, found);
    }
    for (List<BufferClass> later : byStart.subMap(one.start(), false, one.end(), true).values()) {
      collect(later, one, found);
    }
    return found;
  }

  private static void collect(List<BufferClass> from, BufferClass one, List<BufferClass> found) {
    if (from != null) {
      for (BufferClass other : from) {
        if (one.overlaps(other)) {
          found.add(other);
        }
      }
    }
  }

  private int leaf(int step) {
    return leaves + step + 1;
  }
}
