package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.fusion.cost.ModuleCost;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Groups the instructions of every computation that runs as a program (the entry, and what while,
 * conditional and call run) into fusions that obey {@link FusionRules}. The value of no instruction
 * changes but for the rounding that a code generator is allowed inside of a kernel.
 */
public final class FusionPass implements HloPass {
  /**
   * By how much fusion may raise the estimated peak of memory for results of a computation, against
   * the same computation with every instruction a kernel; {@link #PEAK_ALLOWANCE_BYTES} besides.
   */
  public static final double MAX_PEAK_FACTOR = 1.25;

  /** What fusion may add to the peak in any case: small programs fuse freely. */
  public static final double PEAK_ALLOWANCE_BYTES = 64 * 1024;

  private final Predicate<AttentionParts> attentions;
  private FusionReport report = new FusionReport();

  /** The bodies of loops, which carry arrays. */
  private Set<HloComputation> bodies = Set.of();

  public FusionPass() {
    this(true);
  }

  /**
   * @param withAttention whether the code generator has a kernel for attention
   */
  public FusionPass(boolean withAttention) {
    this(attention -> withAttention);
  }

  /**
   * @param attentions which attentions the code generator has a kernel for
   */
  public FusionPass(Predicate<AttentionParts> attentions) {
    this.attentions = attentions;
  }

  @Override
  public String name() {
    return "fusion";
  }

  /** What the last run did. */
  public FusionReport report() {
    return report;
  }

  @Override
  public boolean run(HloModule module) {
    report = new FusionReport();
    List<HloComputation> order = new ArrayList<>();
    boolean changed = false;
    Set<HloComputation> programs = ModuleCost.programs(module);
    bodies = bodies(programs);
    for (HloComputation computation : List.copyOf(module.computations())) {
      if (programs.contains(computation)) {
        FusionWriter writer = new FusionWriter(computation, report);
        changed |= writer.write(plan(computation));
        order.addAll(writer.fused());
      }
      order.add(computation);
    }
    module.reorder(order);
    return changed;
  }

  private static Set<HloComputation> bodies(Set<HloComputation> programs) {
    Set<HloComputation> bodies = new HashSet<>();
    for (HloComputation computation : programs) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.WHILE) {
          bodies.add(instruction.get(Attribute.BODY));
        }
      }
    }
    return bodies;
  }

  /**
   * The kernels of a computation. Where they let too many results live at once, those are given up
   * that do. Where that does not help, no kernels are merged that read the same value, and where
   * that does not help either, none at all.
   */
  private Merger plan(HloComputation computation) {
    Merger merger = start(computation);
    List<KernelNode> nodes = merger.graph().nodes();
    PeakMemory unfused = PeakMemory.unfused(nodes);
    double limit = MAX_PEAK_FACTOR * unfused.peak() + PEAK_ALLOWANCE_BYTES;
    merge(merger, true);
    double peak = PeakMemory.fused(nodes).peak();
    if (peak <= limit) {
      return merger;
    }
    MemoryLimit memory = new MemoryLimit(computation.name(), peak, limit);
    PeakRelief relief = new PeakRelief(merger, unfused, limit);
    if (relief.holdsLimit()) {
      relief.report(memory, report);
      return merger;
    }
    Merger lone = start(computation);
    merge(lone, false);
    double left = PeakMemory.fused(lone.graph().nodes()).peak();
    if (left <= limit) {
      report.addGivenUp(memory.everySibling(left));
      return lone;
    }
    report.addGivenUp(memory.everything(unfused.peak()));
    return start(computation);
  }

  /** Every instruction a kernel of its own. */
  private Merger start(HloComputation computation) {
    Merger merger = new Merger(new KernelGraph(computation, new Recomputation(computation)));
    if (bodies.contains(computation)) {
      ReplacedArrays.mark(merger.graph(), computation);
    }
    merger.graph().nodes().forEach(merger::begin);
    return merger;
  }

  /** The forms that save most come first, because a kernel has one form. */
  private void merge(Merger merger, boolean withSiblings) {
    List<KernelNode> nodes = merger.graph().nodes();
    ContractionFuser contractions = new ContractionFuser(merger);
    NeighbourFuser neighbours = new NeighbourFuser(merger);
    List<KernelNode> dots =
        nodes.stream().filter(node -> FusableOps.isContraction(node.instruction)).toList();
    dots.forEach(contractions::fuseEpilogue);
    for (KernelNode node : nodes) {
      if (FusableOps.isSimpleReduce(node.instruction) && !node.group.isGrown) {
        neighbours.absorbProducers(node);
        neighbours.absorbConsumers(node);
        neighbours.absorbProducers(node);
        node.group.isGrown = true;
      }
    }
    for (KernelNode node : nodes.reversed()) {
      if (node == node.group.members.getLast() && !node.group.has(FusionForm.CONTRACTION)) {
        neighbours.absorbProducers(node);
      }
    }
    dots.forEach(contractions::fusePrologue);
    AttentionFuser fuser = new AttentionFuser(merger, attentions);
    dots.forEach(fuser::fuse);
    if (withSiblings) {
      merger.groups().keepParts();
      SiblingFuser siblings = new SiblingFuser(merger);
      nodes.forEach(siblings::fuseReaders);
    }
  }
}
