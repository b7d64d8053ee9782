package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;

/** Grows kernels by the kernels they read from and those that read from them. */
final class NeighbourFuser {
  private final Merger merger;

  NeighbourFuser(Merger merger) {
    this.merger = merger;
  }

  /** Merges producers, and then theirs, into the kernel of an instruction, the nearest first. */
  void absorbProducers(HloInstruction instruction) {
    Deque<KernelGroup> pending = new ArrayDeque<>();
    Set<KernelGroup> tried = new HashSet<>();
    pending.add(merger.groups().of(instruction));
    while (!pending.isEmpty()) {
      pending.poll();
      KernelGroup group = merger.groups().of(instruction);
      for (KernelGroup producer : merger.groups().producers(group)) {
        if (tried.add(producer)) {
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
  void absorbConsumers(HloInstruction instruction) {
    Deque<KernelGroup> pending = new ArrayDeque<>();
    Set<KernelGroup> tried = new HashSet<>();
    pending.add(merger.groups().of(instruction));
    while (!pending.isEmpty()) {
      pending.poll();
      KernelGroup group = merger.groups().of(instruction);
      for (KernelGroup consumer : merger.groups().consumers(group)) {
        if (tried.add(consumer)) {
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
