package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** An instruction seen as a fusion: a plain instruction is a fusion of itself alone. */
final class FusedView {
  /** An array that the kernel writes: a leaf of an instruction of the fused computation. */
  record Root(HloInstruction instruction, int leaf) {}

  private final HloInstruction instruction;
  private final HloComputation fused;

  FusedView(HloInstruction instruction) {
    this.instruction = instruction;
    this.fused = instruction.opcode() == Opcode.FUSION ? instruction.get(Attribute.CALLS) : null;
  }

  HloInstruction instruction() {
    return instruction;
  }

  /** The instructions that the kernel computes, operands before users. */
  List<HloInstruction> instructions() {
    return fused == null ? List.of(instruction) : fused.instructions();
  }

  /** The instruction that gives the result. */
  HloInstruction root() {
    return fused == null ? instruction : fused.root();
  }

  /** The leaves of the result in order. */
  List<Root> roots() {
    List<Root> roots = new ArrayList<>();
    HloInstruction root = root();
    if (root.opcode() == Opcode.TUPLE) {
      for (HloInstruction operand : root.operands()) {
        addLeaves(operand, roots);
      }
    } else {
      addLeaves(root, roots);
    }
    return roots;
  }

  private static void addLeaves(HloInstruction instruction, List<Root> roots) {
    int leaves = Leaves.of(instruction.shape()).size();
    for (int leaf = 0; leaf < leaves; leaf++) {
      roots.add(new Root(instruction, leaf));
    }
  }

  /** The number of the operand that a value of the fused computation is; -1 if it is computed. */
  int operandNumber(HloInstruction value) {
    if (fused == null) {
      return value == instruction ? -1 : instruction.operands().indexOf(value);
    }
    return value.opcode() == Opcode.PARAMETER && value.parent() == fused
        ? Math.toIntExact(value.get(Attribute.PARAMETER_NUMBER))
        : -1;
  }
}
