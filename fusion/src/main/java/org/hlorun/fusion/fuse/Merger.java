package org.hlorun.fusion.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.cost.MemoryTraffic;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Merges kernels of one computation where the rules allow it and it pays: bytes and launches saved
 * against arithmetic repeated. Remembers why it refused.
 */
final class Merger {
  /** What starting a kernel costs, as bytes that could have been moved meanwhile. */
  static final double LAUNCH_BYTES = 16 * 1024;

  /** The most instructions of a group, which leaves room for what it recomputes (F0.1). */
  private static final int MAX_GROUP = 256;

  /** Bytes that can be moved while one element is added. */
  private static final double BYTES_PER_OPERATION = 0.5;

  /** What is said about arithmetic on stored values and constants. */
  private static final FusionVerdict PLAIN = new FusionVerdict(FusionForm.LOOP, List.of(), 0);

  private final KernelGraph graph;
  private final KernelGroups groups;
  private final Map<KernelGroup, Refusal> refusals = new HashMap<>();

  Merger(KernelGraph graph) {
    this.graph = graph;
    this.groups = new KernelGroups(graph.nodes());
  }

  KernelGroups groups() {
    return groups;
  }

  KernelGraph graph() {
    return graph;
  }

  /** Why the last attempt to merge a group with its consumers failed; null if none was made. */
  String refusal(KernelGroup group) {
    Refusal refusal = refusals.get(group);
    return refusal == null ? null : refusal.text();
  }

  /** Judges the kernel of an instruction that is in it alone. */
  void begin(KernelNode node) {
    FusionVerdict verdict = isFusable(node.instruction) ? judge(node) : null;
    KernelGroup group = node.group;
    group.verdict = verdict != null && verdict.isValid() ? verdict : null;
    group.isElementwise = group.has(FusionForm.LOOP) && node.instruction.opcode().isElementwise();
  }

  private static boolean isFusable(HloInstruction instruction) {
    return !instruction.hasControlDependencies()
        && (FusableOps.isLoop(instruction)
            || FusableOps.isSimpleReduce(instruction)
            || FusableOps.isContraction(instruction)
            || FusableOps.isUpdate(instruction))
        && instruction.opcode() != Opcode.CONSTANT;
  }

  /** What the rules say about instructions as one kernel; null if they cannot be one. */
  FusionVerdict judge(List<KernelNode> members) {
    Region region = graph.region(members);
    return region == null ? null : FusionRules.check(region);
  }

  /** What the rules say about an instruction as a kernel of its own. */
  FusionVerdict judge(KernelNode node) {
    if (!isPlainArithmetic(node)) {
      return judge(List.of(node));
    }
    assert PLAIN.equals(judge(List.of(node))) : node;
    return PLAIN;
  }

  /**
   * Whether a node is arithmetic on values in memory and on broadcasts of them or of constants,
   * element by element, which breaks no rule and repeats no work. Most instructions are.
   */
  private boolean isPlainArithmetic(KernelNode node) {
    HloInstruction instruction = node.instruction;
    if (!instruction.opcode().isElementwise()
        || !FusableOps.isLoop(instruction)
        || !node.isOutputOf(node.group, node.group)) {
      return false;
    }
    for (HloInstruction operand : instruction.operands()) {
      boolean broadcasts =
          operand.opcode() == Opcode.BROADCAST && isStoredOrConstant(operand.operand(0));
      if (!broadcasts && !isStoredOrConstant(operand)) {
        return false;
      }
    }
    return true;
  }

  private boolean isStoredOrConstant(HloInstruction value) {
    return !graph.isRecomputed(value)
        || value.opcode() == Opcode.CONSTANT
        || (FusableOps.isLinear(value) && !graph.isRecomputed(value.operand(0)));
  }

  /**
   * Merges two groups if that is allowed and pays.
   *
   * @return the merged group, or null
   */
  KernelGroup tryMerge(KernelGroup producer, KernelGroup consumer) {
    if (!producer.isFusable() || !consumer.isFusable() || isRefused(producer, consumer)) {
      return null;
    }
    boolean elementwise = areElementwise(producer, consumer);
    FusionVerdict verdict =
        elementwise
            ? together(producer.verdict, consumer.verdict)
            : judge(KernelGraph.union(producer.members, consumer.members));
    if (verdict == null) {
      return refuse(producer, consumer, "a value in between must be in memory");
    }
    if (!verdict.isValid()) {
      return refuse(producer, consumer, "%s", verdict.violations().getFirst());
    }
    double repeated =
        verdict.repeatedWork() - producer.verdict.repeatedWork() - consumer.verdict.repeatedWork();
    double saved = savedBytes(producer, consumer) + LAUNCH_BYTES;
    if (saved <= repeated * BYTES_PER_OPERATION) {
      return refuse(
          producer,
          consumer,
          "it would repeat %.0f operations to save %.0f bytes",
          repeated,
          saved);
    }
    KernelGroup merged = groups.merge(producer, consumer, verdict);
    merged.isElementwise = elementwise;
    return merged;
  }

  /** Refuses what is known to be wrong before the rules are asked. */
  private boolean isRefused(KernelGroup producer, KernelGroup consumer) {
    if (producer.members.size() + consumer.members.size() > MAX_GROUP) {
      refuse(producer, consumer, "F0.1: the fusion would be too large");
      return true;
    }
    Violation obstacle = obstacle(producer, consumer);
    if (obstacle != null) {
      refuse(producer, consumer, "%s", obstacle);
      return true;
    }
    if (groups.areApart(producer, consumer)) {
      refuse(producer, consumer, "another kernel is in between");
      return true;
    }
    if (consumer.has(FusionForm.UPDATE) && UpdatedArrayReads.outweigh(producer, consumer)) {
      refuse(producer, consumer, "what it reads of the updated array would be stored");
      return true;
    }
    KernelNode overwriting = overwriting(producer, consumer);
    if (overwriting != null) {
      refuse(producer, consumer, "%s could not be written over what it replaces", overwriting);
      return true;
    }
    return false;
  }

  /** What must overwrite an array later than a part of it is read, and would do so meanwhile. */
  private static KernelNode overwriting(KernelGroup producer, KernelGroup consumer) {
    for (KernelGroup group : List.of(producer, consumer)) {
      for (KernelNode member : group.members) {
        for (KernelNode overwriting : member.overwrittenBy) {
          if (overwriting.group == producer || overwriting.group == consumer) {
            return overwriting;
          }
        }
      }
    }
    return null;
  }

  /** What will be found wrong, where that can be told without looking at all instructions. */
  private Violation obstacle(KernelGroup producer, KernelGroup consumer) {
    if (producer.has(FusionForm.UPDATE)) {
      return new Violation("F2.1", "nothing follows on an update", List.of());
    }
    if (producer.reduction != null || consumer.reduction != null) {
      return reductionObstacle(producer, consumer);
    }
    if (!producer.has(FusionForm.LOOP) || !consumer.has(FusionForm.LOOP)) {
      return null;
    }
    HloInstruction result = consumer.last();
    for (KernelNode member : producer.members) {
      if (!RuleCheck.sameDimensions(member.instruction, result)
          && member.isOutputOf(producer, consumer)) {
        return new Violation(
            "F1.2", "%s is needed elsewhere and has other dimensions", List.of(member));
      }
    }
    return null;
  }

  /** Outputs have an element per element reduced or per result, and reductions are alike. */
  private static Violation reductionObstacle(KernelGroup producer, KernelGroup consumer) {
    HloInstruction reduction = producer.reduction != null ? producer.reduction : consumer.reduction;
    long full = IndexMaps.count(reduction.operand(0));
    long results = IndexMaps.count(reduction);
    if (producer.reduction != null
        && consumer.reduction != null
        && IndexMaps.count(consumer.reduction.operand(0)) != full) {
      return new Violation(
          "F3.2",
          "%s and %s reduce different numbers of elements",
          List.of(producer.reduction.name(), consumer.reduction.name()));
    }
    boolean inRows = producer.reducesRows && consumer.reducesRows;
    for (KernelGroup group : List.of(producer, consumer)) {
      for (KernelNode member : group.members) {
        long count = IndexMaps.count(member.instruction);
        boolean fits = count == results || (count == full && inRows);
        if (!fits && member.isOutputOf(producer, consumer)) {
          return inRows
              ? new Violation(
                  "F3.3",
                  "%s is needed elsewhere and has another size than rows or their results",
                  List.of(member))
              : new Violation(
                  "F4.3",
                  "%s is needed elsewhere and has another size than the reductions' results",
                  List.of(member));
        }
      }
    }
    return null;
  }

  /** Whether two elementwise groups of the same dimensions would be one, without data movement. */
  private boolean areElementwise(KernelGroup producer, KernelGroup consumer) {
    return producer.isElementwise
        && consumer.isElementwise
        && RuleCheck.sameDimensions(producer.last(), consumer.last())
        && haveOnlyKernelsAsUsers(producer.members)
        && outputs(producer, consumer) <= FusionRules.MAX_OUTPUTS;
  }

  private boolean haveOnlyKernelsAsUsers(List<KernelNode> members) {
    for (KernelNode member : members) {
      for (HloInstruction user : member.instruction.users()) {
        if (graph.isRecomputed(user)) {
          return false;
        }
      }
    }
    return true;
  }

  private static int outputs(KernelGroup producer, KernelGroup consumer) {
    int outputs = 0;
    for (KernelGroup group : List.of(producer, consumer)) {
      for (KernelNode member : group.members) {
        outputs += member.isOutputOf(producer, consumer) ? 1 : 0;
      }
    }
    return outputs;
  }

  private static FusionVerdict together(FusionVerdict a, FusionVerdict b) {
    return new FusionVerdict(FusionForm.LOOP, List.of(), a.repeatedWork() + b.repeatedWork());
  }

  /**
   * Why two groups were not merged. There are many of them, and few texts are asked for.
   *
   * @param other the name of the other group's last instruction
   * @param format the reason, as for {@link String#format}
   * @param arguments what stands in it
   */
  private record Refusal(String other, String format, List<Object> arguments) {
    String text() {
      return "not with %s: %s".formatted(other, format.formatted(arguments.toArray()));
    }
  }

  private KernelGroup refuse(
      KernelGroup producer, KernelGroup consumer, String format, Object... arguments) {
    List<Object> given = List.of(arguments);
    refusals.put(producer, new Refusal(consumer.last().name(), format, given));
    refusals.putIfAbsent(consumer, new Refusal(producer.last().name(), format, given));
    return null;
  }

  /** The reads of values and of common inputs, and the writes, that a merge makes superfluous. */
  private static double savedBytes(KernelGroup producer, KernelGroup consumer) {
    double saved = 0;
    Set<KernelNode> read = new HashSet<>();
    for (KernelNode member : consumer.members) {
      for (KernelNode value : member.producers) {
        if (value.group != consumer && read.add(value) && value.group == producer) {
          int times = value.isOutputOf(producer, consumer) ? 1 : 2;
          saved += times * MemoryTraffic.bytes(value.instruction.shape());
        }
      }
    }
    Set<KernelNode> both = new HashSet<>();
    for (KernelNode member : producer.members) {
      for (KernelNode value : member.producers) {
        if (value.group != producer && read.contains(value) && both.add(value)) {
          saved += MemoryTraffic.bytes(value.instruction.shape());
        }
      }
    }
    return saved;
  }
}
