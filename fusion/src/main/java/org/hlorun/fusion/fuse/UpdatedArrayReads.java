package org.hlorun.fusion.fuse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.HloInstruction;

/**
 * What must be in memory if a value becomes part of the update it is for: an update in place cannot
 * read the updated array at another place, so that every slice of it becomes a kernel of its own.
 */
final class UpdatedArrayReads {
  private UpdatedArrayReads() {}

  /**
   * Whether a producer is computed from more bytes of the updated array than it has itself, as the
   * new values of a stencil are from all neighbours. It is better stored than what it reads.
   */
  static boolean outweigh(KernelGroup producer, KernelGroup update) {
    KernelNode last = update.members.getLast();
    KernelNode updated = node(last.producers, last.instruction.operand(0));
    return updated != null
        && bytesRead(producer.members, updated) > MemoryTraffic.bytes(producer.last().shape());
  }

  private static KernelNode node(KernelNode[] nodes, HloInstruction instruction) {
    for (KernelNode node : nodes) {
      if (node.instruction == instruction) {
        return node;
      }
    }
    return null;
  }

  /** The bytes of what is read from an array for some values, by arithmetic and data movement. */
  private static double bytesRead(List<KernelNode> values, KernelNode array) {
    Set<KernelNode> visited = new HashSet<>(values);
    Deque<KernelNode> pending = new ArrayDeque<>(values);
    double bytes = 0;
    while (!pending.isEmpty()) {
      KernelNode value = pending.pop();
      for (KernelNode producer : value.producers) {
        if (producer == array) {
          bytes += MemoryTraffic.bytes(value.instruction.shape());
        } else if (producer.index > array.index
            && FusableOps.isLoop(producer.instruction)
            && visited.add(producer)) {
          pending.push(producer);
        }
      }
    }
    return bytes;
  }
}
