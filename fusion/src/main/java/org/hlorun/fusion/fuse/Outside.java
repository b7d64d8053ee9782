package org.hlorun.fusion.fuse;

import org.hlorun.language.ir.HloInstruction;

/** Says why an instruction is in no fusion. */
final class Outside {
  private Outside() {}

  static void explain(
      Merger merger, KernelGroup group, HloInstruction instruction, FusionReport report) {
    switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, TUPLE, GET_TUPLE_ELEMENT -> {
        return; // no work, so no kernel
      }
      default -> report.addOutside(FusionDecision.of(instruction, reason(merger, group)));
    }
  }

  private static String reason(Merger merger, KernelGroup group) {
    HloInstruction instruction = group.last();
    if (!group.isFusable()) {
      boolean ordered =
          !instruction.controlPredecessors().isEmpty()
              || !instruction.controlSuccessors().isEmpty();
      return ordered
          ? "control dependencies order it"
          : "no fusion has a %s of this shape".formatted(instruction.opcode());
    }
    if (group.isGivenUp) {
      return "its fusion would have let too many results live at once";
    }
    String refusal = merger.refusal(group);
    if (refusal != null) {
      return refusal;
    }
    return group.has(FusionForm.CONTRACTION)
        ? "no elementwise instruction of its dimensions is its only user"
        : "no kernel beside it can be fused";
  }
}
