package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * A dot as a batch of products of a {@code rows x depth} and a {@code depth x columns} matrix.
 *
 * @param dot the instruction
 * @param lhs the operand that has the rows
 * @param rhs the operand that has the columns
 * @param swapped whether {@code lhs} is the dot's second operand: the product is transposed
 */
public record MatrixProduct(
    HloInstruction dot, ProductOperand lhs, ProductOperand rhs, boolean swapped) {
  /** The matrices of a dot: its left operand's free dimensions are the rows. */
  public static MatrixProduct of(FusedView view, HloInstruction dot) {
    return new MatrixProduct(
        dot,
        ProductOperand.of(
            view,
            dot.operand(0),
            dot.get(Attribute.LHS_BATCH_DIMS),
            dot.get(Attribute.LHS_CONTRACTING_DIMS)),
        ProductOperand.of(
            view,
            dot.operand(1),
            dot.get(Attribute.RHS_BATCH_DIMS),
            dot.get(Attribute.RHS_CONTRACTING_DIMS)),
        false);
  }

  /** The same product with the operands exchanged. */
  MatrixProduct swap() {
    return new MatrixProduct(dot, rhs, lhs, !swapped);
  }

  /** How many products of matrices there are. */
  public long batch() {
    return lhs.count(lhs.batch());
  }

  /** Rows of one product. */
  public long rows() {
    return lhs.count(lhs.free());
  }

  /** Columns of one product. */
  public long columns() {
    return rhs.count(rhs.free());
  }

  /** Products that one element is the sum of. */
  public long depth() {
    return lhs.count(lhs.depth());
  }

  /** How products are summed. */
  ProductSum sum() {
    return ProductSum.of(dot);
  }

  /**
   * An element of the left matrix, in the type of the sums.
   *
   * @param mask where it is false nothing is read; null = true
   */
  public Value lhs(
      ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth, Value mask) {
    return lhs.element(elements, sum().type(), batch, row, depth, mask);
  }

  /**
   * An element of the right matrix, in the type of the sums.
   *
   * @param mask where it is false nothing is read; null = true
   */
  public Value rhs(
      ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth, Value mask) {
    return rhs.element(elements, sum().type(), batch, column, depth, mask);
  }

  /** The place of an element in the dot's result. */
  public MultiIndex resultIndex(IndexExpr batch, IndexExpr row, IndexExpr column) {
    ProductOperand first = swapped ? rhs : lhs;
    ProductOperand second = swapped ? lhs : rhs;
    IndexExpr m = swapped ? column : row;
    IndexExpr n = swapped ? row : column;
    List<IndexExpr> coordinates = new ArrayList<>();
    coordinates.addAll(split(first, first.batch(), batch));
    coordinates.addAll(split(first, first.free(), m));
    coordinates.addAll(split(second, second.free(), n));
    long rows = first.count(first.free());
    long columns = second.count(second.free());
    IndexExpr linear = batch.times(rows * columns).plus(m.times(columns)).plus(n);
    return MultiIndex.at(coordinates, linear);
  }

  private static List<IndexExpr> split(ProductOperand operand, LongList group, IndexExpr position) {
    return MultiIndex.delinearize(position, operand.sizes(group)).coordinates();
  }
}
