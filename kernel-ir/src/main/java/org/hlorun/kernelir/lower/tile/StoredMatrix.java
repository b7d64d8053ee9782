package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.ProductOperand;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;

/**
 * An operand of a matrix product that lies in memory as it is multiplied.
 *
 * @param operand the array in memory
 */
public record StoredMatrix(ProductOperand operand) implements TileSource, BoxSource {
  @Override
  public Buffer buffer(KernelArguments arguments) {
    return arguments.find(operand.value(), 0);
  }

  @Override
  public Place place(ElementGenerator elements, IndexExpr batch, IndexExpr free, IndexExpr depth) {
    LongList sizes = ElementGenerator.dimensions(operand.value());
    return new Place(operand.index(batch, free, depth).linear(sizes), null);
  }

  @Override
  public boolean isOf(MatrixFactor factor) {
    return operand.value().shape().asArray().elementType() == MatrixFactors.elementType(factor);
  }

  /** Whether copies of boxes can number its elements, and the strides are right for them. */
  boolean hasBoxes() {
    return operand.hasBoxes();
  }

  @Override
  public HloInstruction array() {
    return operand.value();
  }

  @Override
  public TensorTiles tiles(MatrixFactor factor, int line, int lines) {
    return operand.tiles(factor, line, lines);
  }

  @Override
  public List<IndexExpr> boxPosition(IndexExpr batch, IndexExpr along, IndexExpr across) {
    return operand.isBatchInside() ? List.of(along, batch, across) : List.of(along, across, batch);
  }

  @Override
  public boolean isAligned(int count) {
    return operand.isAligned(count);
  }
}
