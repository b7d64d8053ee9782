package org.hlorun.kernelir.plan;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.ir.HloInstruction;

/**
 * The memory of kernels' arguments: slices of the plan, and of one scratch allocation beside it
 * that the kernels of an instruction use between them.
 */
public final class KernelMemory {
  private final BufferAssignment assignment;
  private final BufferAllocation scratch =
      new BufferAllocation(-1, 0, new BufferAllocation.Temporary());
  private long scratchBytes;

  public KernelMemory(BufferAssignment assignment) {
    this.assignment = assignment;
  }

  /** Marks slices of the scratch memory, which is not part of the plan. */
  public static boolean isScratch(BufferSlice slice) {
    return slice.allocation().index() < 0;
  }

  /** The bytes of scratch memory that the arguments asked for so far need. */
  public long scratchBytes() {
    return scratchBytes;
  }

  /**
   * Where an argument of one of the kernels of an instruction lies; of a description of an array,
   * where the array does.
   */
  public BufferSlice slice(HloInstruction instruction, Argument argument) {
    return switch (argument) {
      case Argument.Operand operand ->
          assignment.slice(instruction.operand(operand.number()), operand.leaf());
      case Argument.Result result -> assignment.slice(instruction, result.leaf());
      case Argument.Constant constant -> {
        long size = constant.constant().shape().asArray().byteSize();
        yield new BufferSlice(
            new BufferAllocation(
                Integer.MAX_VALUE, size, new BufferAllocation.Constant(constant.constant())),
            0,
            size);
      }
      case Argument.TensorMap map -> slice(instruction, map.array());
      case Argument.Scratch memory -> {
        scratchBytes = Math.max(scratchBytes, memory.offset() + memory.bytes());
        yield new BufferSlice(scratch, memory.offset(), memory.bytes());
      }
    };
  }

  /** Where the leaves of an instruction's value lie. */
  public List<BufferSlice> slices(HloInstruction instruction) {
    List<BufferSlice> slices = new ArrayList<>();
    int leaves = instruction.shape().leafCount();
    for (int leaf = 0; leaf < leaves; leaf++) {
      slices.add(assignment.slice(instruction, leaf));
    }
    return slices;
  }

  /** Whether a kernel that only copies an operand would copy it onto itself. */
  public boolean isInPlace(HloInstruction instruction, LoweredKernel kernel) {
    if (kernel.copiesOperand() == null) {
      return false;
    }
    int leaf =
        kernel.arguments().stream()
            .filter(Argument.Result.class::isInstance)
            .mapToInt(argument -> ((Argument.Result) argument).leaf())
            .findFirst()
            .orElse(0);
    HloInstruction operand = instruction.operand(kernel.copiesOperand().number());
    BufferSlice from = assignment.slice(operand, kernel.copiesOperand().leaf());
    return from.equals(assignment.slice(instruction, leaf));
  }
}
