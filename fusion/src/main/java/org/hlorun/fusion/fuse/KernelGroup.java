package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;

/** Instructions that will be one kernel. */
final class KernelGroup {
  /** The instructions in topological order, recomputed ones excepted. */
  final List<HloInstruction> members = new ArrayList<>(2);

  /** Place in a topological order of the groups. */
  int position;

  /** What the rules say about the group, null if it is an instruction that cannot be fused. */
  FusionVerdict verdict;

  boolean isFusable() {
    return verdict != null;
  }

  boolean has(FusionForm form) {
    return verdict != null && verdict.form() == form;
  }
}
