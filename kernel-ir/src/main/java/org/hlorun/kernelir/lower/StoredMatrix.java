package org.hlorun.kernelir.lower;

import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.MatrixFactor;

/**
 * An operand of a matrix product that lies in memory as it is multiplied.
 *
 * @param operand the array in memory
 */
record StoredMatrix(ProductOperand operand) {
  Buffer buffer(KernelArguments arguments) {
    return arguments.find(operand.value(), 0);
  }

  /** Where an element lies. */
  IndexExpr address(IndexExpr batch, IndexExpr free, IndexExpr depth) {
    return operand.index(batch, free, depth).linear(ElementGenerator.dimensions(operand.value()));
  }

  /** Whether the elements in memory are those that tensor cores multiply. */
  boolean isOf(MatrixFactor factor) {
    return operand.value().shape().asArray().elementType() == MatrixFactors.elementType(factor);
  }

  /**
   * Whether lines of neighbours can be read {@code count} at a time, at multiples of {@code count}.
   */
  boolean isAligned(int count) {
    return operand.isAligned(count);
  }
}
