package org.hlorun.fusion.fuse;

import java.util.List;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.HloInstruction;

/**
 * An estimate of the bytes that kernels' results take at once, if the kernels run in a given order
 * and a result is freed after its last use. Arguments are not counted: they live on in any case.
 */
final class PeakMemory {
  /** When each node runs. */
  private final int[] times;

  /** When each node's value is read for the last time. */
  private final int[] ends;

  /** The bytes that are taken at each time. */
  private final double[] live;

  /** The bytes of memory that each node's value takes as long as it is alive. */
  private final double[] bytes;

  private PeakMemory(List<KernelNode> nodes, int[] times, boolean fused) {
    this.times = times;
    ends = new int[nodes.size()];
    bytes = new double[nodes.size()];
    live = new double[nodes.size() + 2];
    for (KernelNode node : nodes.reversed()) {
      int end = node.escapes ? nodes.size() : times[node.index];
      for (KernelNode consumer : node.consumers) {
        end =
            Math.max(
                end, isAlias(consumer.instruction) ? ends[consumer.index] : times[consumer.index]);
      }
      ends[node.index] = end;
      boolean stored = !fused || node.isOutputOf(node.group, node.group);
      if (stored && !isAlias(node.instruction)) {
        bytes[node.index] = MemoryTraffic.bytes(node.instruction.shape());
        live[times[node.index]] += bytes[node.index];
        live[end + 1] -= bytes[node.index];
      }
    }
    for (int i = 1; i < live.length; i++) {
      live[i] += live[i - 1];
    }
  }

  /** What is alive if every instruction is a kernel, in the order of the computation. */
  static PeakMemory unfused(List<KernelNode> nodes) {
    int[] times = new int[nodes.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = i;
    }
    return new PeakMemory(nodes, times, false);
  }

  /** What is alive with the kernels that nodes are in now, in the order of the groups. */
  static PeakMemory fused(List<KernelNode> nodes) {
    int[] times = new int[nodes.size()];
    List<KernelGroup> groups = KernelGroups.of(nodes);
    for (int i = 0; i < groups.size(); i++) {
      for (KernelNode member : groups.get(i).members) {
        times[member.index] = i;
      }
    }
    return new PeakMemory(nodes, times, true);
  }

  /** The most bytes that are taken at once. */
  double peak() {
    double peak = 0;
    for (double taken : live) {
      peak = Math.max(peak, taken);
    }
    return peak;
  }

  /** How many times there are, from 0 on. */
  int duration() {
    return live.length;
  }

  /** The bytes that are taken while the kernel of a time runs. */
  double bytesAt(int time) {
    return live[time];
  }

  /** When the kernel of a node runs. */
  int timeOf(KernelNode node) {
    return times[node.index];
  }

  /** When a value is read for the last time. */
  int endOf(KernelNode node) {
    return ends[node.index];
  }

  /** The bytes of memory that a value takes while the kernel of a time runs. */
  double bytesAt(KernelNode node, int time) {
    return times[node.index] <= time && time <= ends[node.index] ? bytes[node.index] : 0;
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
