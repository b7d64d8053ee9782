package org.hlorun.gpu.emitter;

import java.util.List;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.language.ir.HloInstruction;

/** What the host does, one after the other, to run a program on a device. */
public sealed interface Step {
  /**
   * Starts a kernel.
   *
   * @param kernel its name in the PTX
   * @param arguments its parameters
   * @param instruction what it computes, for messages
   * @param isFirst whether it is the first kernel of the instruction
   */
  record Launch(
      String kernel,
      LaunchShape shape,
      List<KernelArgument> arguments,
      HloInstruction instruction,
      boolean isFirst)
      implements Step {}

  /**
   * Runs an instruction on the interpreter.
   *
   * @param number its place in {@link GpuProgram#handedBack}
   * @param operands the leaves of its operands, one operand after the other
   * @param results the leaves of its result
   */
  record HandBack(
      int number,
      HloInstruction instruction,
      String reason,
      List<BufferSlice> operands,
      List<BufferSlice> results)
      implements Step {}

  /**
   * Repeats {@code body} while {@code condition} leaves a true {@code pred} at {@code predicate}.
   *
   * @param iterations how often the body runs, in which case nobody needs the predicate; {@link
   *     #UNKNOWN} if only the predicate says so
   */
  record Loop(List<Step> condition, BufferSlice predicate, List<Step> body, long iterations)
      implements Step {
    public static final long UNKNOWN = -1;
  }

  /**
   * Runs one of several lists of steps.
   *
   * @param selector a {@code pred}, true for the first branch, or an {@code s32} with the number of
   *     the branch, the last one for numbers out of range
   */
  record Branch(BufferSlice selector, boolean isPredicate, List<List<Step>> branches)
      implements Step {}
}
