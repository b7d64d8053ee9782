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

  /** Whether none of some reductions of a kernel reads another's result. */
  static boolean areIndependent(FusedView view, List<HloInstruction> reductions) {
    Set<HloInstruction> seen = new HashSet<>();
    return reductions.stream().noneMatch(r -> needsReduction(view, r.operand(0), seen));
  }

  private static boolean needsReduction(
      FusedView view, HloInstruction value, Set<HloInstruction> seen) {
    return view.operandNumber(value) < 0
        && seen.add(value)
        && (value.opcode() == Opcode.REDUCE
            || value.operands().stream().anyMatch(o -> needsReduction(view, o, seen)));
  }
}
