package org.hlorun.kernelir.lower.contract;

import java.util.List;
import org.hlorun.kernelir.ir.Kernel;

/**
 * A kernel and what its buffers are.
 *
 * @param kernel the code
 * @param arguments one per buffer of the kernel
 * @param copiesOperand the kernel only copies an operand's leaf to the result, so that it is left
 *     out where both are the same memory; null if it does more
 * @param tasks iterations of the outermost parallel loop; 1 if there is none
 */
public record LoweredKernel(
    Kernel kernel, List<Argument> arguments, Argument.Operand copiesOperand, long tasks) {
  /** A kernel with a copy of the list of its arguments. */
  public LoweredKernel {
    arguments = List.copyOf(arguments);
  }

  /** A kernel that is made for its sizes. */
  public LoweredKernel(Kernel kernel, List<Argument> arguments, Argument.Operand copiesOperand) {
    this(kernel, arguments, copiesOperand, kernel.parallelCount());
  }
}
