package org.hlorun.kernelir.lower.reduction;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** The reductions of a kernel. */
final class Reductions {
  private Reductions() {}

  /** All of them, operands before users. */
  static List<HloInstruction> of(FusedView view) {
    return view.instructions().stream().filter(i -> i.opcode() == Opcode.REDUCE).toList();
  }

  /** Whether none of some reductions reads another's result. */
  static boolean areIndependent(List<HloInstruction> reductions) {
    return reductions.stream().noneMatch(r -> needsReduction(r.operand(0), new HashSet<>()));
  }

  private static boolean needsReduction(HloInstruction value, Set<HloInstruction> seen) {
    return seen.add(value)
        && (value.opcode() == Opcode.REDUCE
            || value.operands().stream().anyMatch(o -> needsReduction(o, seen)));
  }
}
