package org.hlorun.fusion.cost;

import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * What one kernel costs.
 *
 * @param bytesRead bytes read from memory
 * @param bytesWritten bytes written to memory
 * @param operations arithmetic in units of {@link OpWeights}
 */
public record KernelCost(double bytesRead, double bytesWritten, double operations) {

  /** The cost of an instruction that {@link #isKernel is a kernel}. */
  public static KernelCost of(HloInstruction kernel) {
    return new KernelCost(
        MemoryTraffic.read(kernel), MemoryTraffic.written(kernel), operations(kernel));
  }

  /**
   * Whether an instruction is a kernel: it is not if it only names, groups or orders values, or if
   * it runs computations whose instructions are kernels.
   */
  public static boolean isKernel(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, TUPLE, GET_TUPLE_ELEMENT, RESHAPE, BITCAST -> false;
      case WHILE, CONDITIONAL, CALL -> false;
      case AFTER_ALL, ADD_DEPENDENCY, OPT_BARRIER, DOMAIN, GET_DIMENSION_SIZE -> false;
      case REPLICA_ID, PARTITION_ID -> false;
      case COPY_DONE, SEND_DONE, RECV_DONE, ALL_REDUCE_DONE, ALL_GATHER_DONE -> false;
      case COLLECTIVE_PERMUTE_DONE, ASYNC_UPDATE, ASYNC_DONE -> false;
      default -> true;
    };
  }

  private static double operations(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case FUSION ->
          instruction.get(Attribute.CALLS).instructions().stream()
              .mapToDouble(KernelCost::operations)
              .sum();
      case DOT -> 2 * count(instruction.shape()) * contracted(instruction);
      case CONVOLUTION -> 2 * count(instruction.shape()) * kernelElements(instruction);
      case REDUCE -> count(instruction.operand(0).shape());
      default -> OpWeights.of(instruction) * count(instruction.shape());
    };
  }

  /** Products per result element of a dot. */
  private static double contracted(HloInstruction dot) {
    ArrayShape lhs = dot.operand(0).shape().asArray();
    return dot.get(Attribute.LHS_CONTRACTING_DIMS).stream()
        .mapToDouble(i -> lhs.dimension((int) i))
        .reduce(1, (a, b) -> a * b);
  }

  /** Products per result element of a convolution. */
  private static double kernelElements(HloInstruction convolution) {
    ArrayShape kernel = convolution.operand(1).shape().asArray();
    ConvolutionDimensions dimensions = convolution.get(Attribute.DIM_LABELS);
    long outputs = kernel.dimension(dimensions.kernelOutputFeature());
    return (double) kernel.elementCount() / Math.max(1, outputs);
  }

  private static double count(Shape shape) {
    return shape instanceof ArrayShape array ? array.elementCount() : 0;
  }
}
