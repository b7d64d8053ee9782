package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Grows kernels by the kernels they read from and those that read from them. */
final class NeighbourFuser {
  private final Merger merger;

  NeighbourFuser(Merger merger) {
    this.merger = merger;
  }

  /** Merges producers, and then theirs, into the kernel of an instruction, the nearest first. */
  void absorbProducers(KernelNode node) {
    Deque<KernelGroup> pending = new ArrayDeque<>();
    Set<KernelGroup> tried = new HashSet<>();
    pending.add(node.group);
    while (!pending.isEmpty()) {
      pending.poll();
      KernelGroup group = node.group;
      for (KernelGroup producer : merger.groups().producers(group)) {
        if (tried.add(producer) && !producer.has(FusionForm.CONTRACTION)) {
          KernelGroup merged = merger.tryMerge(producer, group);
          if (merged != null) {
            pending.add(merged);
            break;
          }
        }
      }
    }
  }

  /** Merges consumers, and then theirs, into the kernel of an instruction, the nearest first. */
  void absorbConsumers(KernelNode node) {
    Deque<KernelGroup> pending = new ArrayDeque<>();
    Set<KernelGroup> tried = new HashSet<>();
    pending.add(node.group);
    while (!pending.isEmpty()) {
      pending.poll();
      KernelGroup group = node.group;
      for (KernelGroup consumer : merger.groups().consumers(group)) {
        if (tried.add(consumer) && !consumer.has(FusionForm.CONTRACTION)) {
          KernelGroup merged = merger.tryMerge(group, consumer);
          if (merged != null) {
            pending.add(merged);
            break;
          }
        }
      }
    }
  }
}
