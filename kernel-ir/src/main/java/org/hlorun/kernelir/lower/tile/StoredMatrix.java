package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.ProductOperand;

/**
 * An operand of a matrix product that lies in memory as it is multiplied.
 *
 * @param operand the array in memory
 */
public record StoredMatrix(ProductOperand operand) {
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

  /** Whether copies of boxes can number its elements, and the strides are right for them. */
  boolean hasBoxes() {
    return operand.hasBoxes();
  }

  /**
   * How boxes of it are copied.
   *
   * @param line elements of a box along the neighbours in memory
   * @param lines lines of a box
   */
  TensorTiles tiles(MatrixFactor factor, int line, int lines) {
    return operand.tiles(factor, line, lines);
  }

  /**
   * Where a box begins.
   *
   * @param along its position along the neighbours in memory
   * @param across its position across
   */
  List<IndexExpr> boxPosition(IndexExpr batch, IndexExpr along, IndexExpr across) {
    return operand.isBatchInside() ? List.of(along, batch, across) : List.of(along, across, batch);
  }

  /**
   * Whether lines of neighbours can be read {@code count} at a time, at multiples of {@code count}.
   */
  boolean isAligned(int count) {
    return operand.isAligned(count);
  }
}
