package org.hlorun.fusion.fuse;

import java.util.List;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.HloInstruction;

/**
 * An estimate of the most bytes that kernels' results take at once, if the kernels run in a given
 * order and a result is freed after its last use. Arguments are not counted: they live on in any
 * case.
 */
final class PeakMemory {
  private PeakMemory() {}

  /** The peak if every instruction were a kernel, in the order of the computation. */
  static double unfused(List<KernelNode> nodes) {
    int[] times = new int[nodes.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = i;
    }
    return peak(nodes, times, false);
  }

  /** The peak of the kernels that nodes are in now, in the order of the groups. */
  static double fused(List<KernelNode> nodes) {
    int[] times = new int[nodes.size()];
    List<KernelGroup> groups = KernelGroups.of(nodes);
    for (int i = 0; i < groups.size(); i++) {
      for (KernelNode member : groups.get(i).members) {
        times[member.index] = i;
      }
    }
    return peak(nodes, times, true);
  }

  private static double peak(List<KernelNode> nodes, int[] times, boolean fused) {
    int[] last = new int[nodes.size()];
    double[] change = new double[nodes.size() + 2];
    for (KernelNode node : nodes.reversed()) {
      int end = node.escapes ? nodes.size() : times[node.index];
      for (KernelNode consumer : node.consumers) {
        end = Math.max(end, isAlias(consumer.instruction) ? last[consumer.index] : times[consumer.index]);
      }
      last[node.index] = end;
      boolean stored = !fused || node.isOutputOf(node.group, node.group);
      if (stored && !isAlias(node.instruction)) {
        double bytes = MemoryTraffic.bytes(node.instruction.shape());
        change[times[node.index]] += bytes;
        change[end + 1] -= bytes;
      }
    }
    double live = 0;
    double peak = 0;
    for (double bytes : change) {
      live += bytes;
      peak = Math.max(peak, live);
    }
    return peak;
  }

  /** Whether an instruction's result takes no memory of its own beside its operands'. */
  private static boolean isAlias(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, TUPLE, GET_TUPLE_ELEMENT, BITCAST, RESHAPE, CONSTANT -> true;
      case WHILE, OPT_BARRIER, DOMAIN, ADD_DEPENDENCY -> true;
      default -> false;
    };
  }
}
