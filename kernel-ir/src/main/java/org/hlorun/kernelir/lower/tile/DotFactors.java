package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductOperand;
import org.hlorun.language.ir.HloInstruction;

/** The matrices of a dot. */
public record DotFactors(MatrixProduct product) implements TileFactors {
  @Override
  public HloInstruction instruction() {
    return product.dot();
  }

  @Override
  public long batch() {
    return product.batch();
  }

  @Override
  public long rows() {
    return product.rows();
  }

  @Override
  public long columns() {
    return product.columns();
  }

  @Override
  public long depth() {
    return product.depth();
  }

  @Override
  public boolean isLhsDepthContiguous() {
    return product.lhs().isDepthContiguous();
  }

  @Override
  public boolean isRhsDepthContiguous() {
    return product.rhs().isDepthContiguous();
  }

  @Override
  public Value lhs(ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth) {
    return product.lhs(elements, batch, row, depth, null);
  }

  @Override
  public Value rhs(ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth) {
    return product.rhs(elements, batch, column, depth, null);
  }

  @Override
  public StoredMatrix storedLhs() {
    return stored(product.lhs());
  }

  @Override
  public StoredMatrix storedRhs() {
    return stored(product.rhs());
  }

  private static StoredMatrix stored(ProductOperand operand) {
    return operand.isStored() ? new StoredMatrix(operand.stored()) : null;
  }

  @Override
  public MultiIndex resultIndex(IndexExpr batch, IndexExpr row, IndexExpr column) {
    return product.resultIndex(batch, row, column);
  }
}
