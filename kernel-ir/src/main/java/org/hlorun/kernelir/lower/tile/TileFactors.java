package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.language.ir.HloInstruction;

/**
 * A dot or convolution seen as a batch of products of a {@code rows x depth} and a {@code depth x
 * columns} matrix, whose elements are found one by one.
 */
public interface TileFactors {
  /** The dot or convolution. */
  HloInstruction instruction();

  long batch();

  long rows();

  long columns();

  long depth();

  /** Whether neighbours along the depth of the left matrix are neighbours in memory. */
  boolean isLhsDepthContiguous();

  /** Whether neighbours along the depth of the right matrix are neighbours in memory. */
  boolean isRhsDepthContiguous();

  /** An element of the left matrix, in the type of the sums. */
  Value lhs(ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth);

  /** An element of the right matrix, in the type of the sums. */
  Value rhs(ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth);

  /** The left matrix if it can be copied as it is; else null. */
  StoredMatrix storedLhs();

  /** The left matrix if its neighbours along the depth or across it can be copied as they are. */
  default TileSource lhsSource() {
    return storedLhs();
  }

  /** The left matrix if boxes of an array in memory are tiles of it; else null. */
  default BoxSource lhsBoxes(MatrixFactor factor) {
    StoredMatrix matrix = storedLhs();
    return BoxedOperand.fits(matrix, factor, isLhsDepthContiguous()) ? matrix : null;
  }

  /** The same product with rows in the order of tiles that are boxes, if that is possible. */
  default TileFactors inBoxes(MatrixFactor factor) {
    return this;
  }

  /** Whether a row is one of the result, an {@code i1}; null = true. */
  default Value inside(KernelBuilder builder, IndexExpr row) {
    return BoundsCode.within(builder, null, row, rows());
  }

  /** The right matrix if it can be copied as it is; else null. */
  StoredMatrix storedRhs();

  /** The place of an element of the product in the result of the instruction. */
  MultiIndex resultIndex(IndexExpr batch, IndexExpr row, IndexExpr column);
}
