package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;

/** Instructions that will be one kernel. */
final class KernelGroup {
  /** The instructions in topological order, recomputed ones excepted. */
  final List<KernelNode> members = new ArrayList<>(1);

  /** Place in a topological order of the groups. */
  int position;

  /** The last search that came here. */
  int mark;

  /** What the rules say about the group, null if it is an instruction that cannot be fused. */
  FusionVerdict verdict;

  /**
   * Whether all members are elementwise with the same dimensions, so that merging with another such
   * group needs no check.
   */
  boolean isElementwise;

  /** One of the reductions, null if there is none. */
  HloInstruction reduction;

  /** Whether all reductions reduce trailing dimensions. */
  boolean reducesRows;

  /** Whether the kernels around this one have been tried. */
  boolean isGrown;

  /** What it was before kernels that read the same value were merged; empty if it was that then. */
  List<KernelGroup> parts = List.of();

  /** Whether it was part of a kernel that would have let too many results live at once. */
  boolean isGivenUp;

  KernelGroup(KernelNode node) {
    members.add(node);
    position = node.index;
    reduction = FusableOps.isSimpleReduce(node.instruction) ? node.instruction : null;
    reducesRows = reduction == null || RowShape.of(reduction).isPresent();
  }

  /**
   * A kernel that grows no more.
   *
   * @param members its instructions, which do not belong to it yet
   */
  KernelGroup(List<KernelNode> members, FusionVerdict verdict) {
    this.members.addAll(members);
    this.verdict = verdict;
  }

  boolean isFusable() {
    return verdict != null;
  }

  boolean has(FusionForm form) {
    return verdict != null && verdict.form() == form;
  }

  List<HloInstruction> instructions() {
    return members.stream().map(node -> node.instruction).toList();
  }

  /** The last instruction, whose value leaves the kernel in any case. */
  HloInstruction last() {
    return members.getLast().instruction;
  }
}
