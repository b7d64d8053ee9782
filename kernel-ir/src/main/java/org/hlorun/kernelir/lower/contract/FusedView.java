package org.hlorun.kernelir.lower.contract;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * An instruction seen as a fusion, on the machine that its kernels are for: a plain instruction is
 * a fusion of itself alone.
 */
public final class FusedView {
  /** An array that the kernel writes: a leaf of an instruction of the fused computation. */
  public record Root(HloInstruction instruction, int leaf) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Root that
          && instruction.equals(that.instruction)
          && leaf == that.leaf;
    }

    @Override
    public int hashCode() {
      return 31 * instruction.hashCode() + leaf;
    }

    /** The shape of the array. */
    public ArrayShape shape() {
      return Leaves.of(instruction.shape()).get(leaf);
    }
  }

  private final HloInstruction instruction;
  private final HloComputation fused;
  private final LoweringTarget target;

  /** Looks at an instruction: into the computation that it calls if it is a fusion. */
  public FusedView(HloInstruction instruction, LoweringTarget target) {
    this.instruction = instruction;
    this.target = target;
    this.fused = instruction.opcode() == Opcode.FUSION ? instruction.get(Attribute.CALLS) : null;
  }

  /** The machine that kernels are made for. */
  public LoweringTarget target() {
    return target;
  }

  /** The instruction itself, whose operands and results are the kernel's. */
  public HloInstruction instruction() {
    return instruction;
  }

  /** The instructions that the kernel computes, operands before users. */
  public List<HloInstruction> instructions() {
    return fused == null ? List.of(instruction) : fused.instructions();
  }

  /** The instruction that gives the result. */
  public HloInstruction root() {
    return fused == null ? instruction : fused.root();
  }

  /** The leaves of the result in order. */
  public List<Root> roots() {
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
  public int operandNumber(HloInstruction value) {
    if (fused == null) {
      return value == instruction ? -1 : instruction.operands().indexOf(value);
    }
    return value.opcode() == Opcode.PARAMETER && value.parent() == fused
        ? Math.toIntExact(value.get(Attribute.PARAMETER_NUMBER))
        : -1;
  }
}
