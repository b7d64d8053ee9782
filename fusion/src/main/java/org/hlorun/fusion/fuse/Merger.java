package org.hlorun.fusion.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.HloInstruction;

/**
 * Merges kernels of one computation where the rules allow it and it pays: bytes and launches saved
 * against arithmetic repeated. Remembers why it refused.
 */
final class Merger {
  /** What starting a kernel costs, as bytes that could have been moved meanwhile. */
  static final double LAUNCH_BYTES = 16 * 1024;

  /** Bytes that can be moved while one element is added. */
  private static final double BYTES_PER_OPERATION = 0.5;

  private final KernelGraph graph;
  private final KernelGroups groups;
  private final Map<KernelGroup, String> refusals = new HashMap<>();

  Merger(KernelGraph graph, KernelGroups groups) {
    this.graph = graph;
    this.groups = groups;
  }

  KernelGroups groups() {
    return groups;
  }

  KernelGraph graph() {
    return graph;
  }

  /** Why the last attempt to merge a group with its consumers failed; null if none was made. */
  String refusal(KernelGroup group) {
    return refusals.get(group);
  }

  /** What the rules say about instructions as one kernel; null if they cannot be one. */
  FusionVerdict judge(List<HloInstruction> members) {
    Region region = graph.region(members);
    return region == null ? null : FusionRules.check(region);
  }

  /**
   * Merges two groups if that is allowed and pays.
   *
   * @return the merged group, or null
   */
  KernelGroup tryMerge(KernelGroup producer, KernelGroup consumer) {
    if (!producer.isFusable() || !consumer.isFusable()) {
      return null;
    }
    if (producer.members.size() + consumer.members.size() > FusionRules.MAX_MEMBERS) {
      return refuse(producer, consumer, "F0.1: the fusion would be too large");
    }
    FusionVerdict verdict = judge(graph.union(producer.members, consumer.members));
    if (verdict == null) {
      return refuse(producer, consumer, "a value in between must be in memory");
    }
    if (!verdict.isValid()) {
      return refuse(producer, consumer, verdict.violations().getFirst());
    }
    double repeated =
        verdict.repeatedWork() - producer.verdict.repeatedWork() - consumer.verdict.repeatedWork();
    double saved = savedBytes(producer, consumer) + LAUNCH_BYTES;
    if (saved <= repeated * BYTES_PER_OPERATION) {
      return refuse(
          producer,
          consumer,
          "it would repeat %.0f operations to save %.0f bytes".formatted(repeated, saved));
    }
    KernelGroup merged = groups.merge(producer, consumer, verdict);
    return merged != null ? merged : refuse(producer, consumer, "another kernel is in between");
  }

  private KernelGroup refuse(KernelGroup producer, KernelGroup consumer, String reason) {
    String text = "not with %s: %s".formatted(consumer.members.getLast().name(), reason);
    refusals.put(producer, text);
    refusals.putIfAbsent(
        consumer, "not with %s: %s".formatted(producer.members.getLast().name(), reason));
    return null;
  }

  /** The reads of values and of common inputs, and the writes, that a merge makes superfluous. */
  private double savedBytes(KernelGroup producer, KernelGroup consumer) {
    Set<HloInstruction> consuming = new HashSet<>(consumer.members);
    Set<HloInstruction> both = new HashSet<>(consuming);
    both.addAll(producer.members);
    double saved = 0;
    for (HloInstruction member : producer.members) {
      Set<HloInstruction> users = graph.consumers(member);
      if (users.stream().anyMatch(consuming::contains)) {
        int times = graph.isOutput(member, both) ? 1 : 2;
        saved += times * MemoryTraffic.bytes(member.shape());
      }
    }
    Set<HloInstruction> inputs = inputs(consumer, both);
    inputs.retainAll(inputs(producer, both));
    return saved + inputs.stream().mapToDouble(i -> MemoryTraffic.bytes(i.shape())).sum();
  }

  private Set<HloInstruction> inputs(KernelGroup group, Set<HloInstruction> inside) {
    Set<HloInstruction> inputs = new HashSet<>();
    group.members.forEach(member -> inputs.addAll(graph.producers(member)));
    inputs.removeAll(inside);
    return inputs;
  }
}
