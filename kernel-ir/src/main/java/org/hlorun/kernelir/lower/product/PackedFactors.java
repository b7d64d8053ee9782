package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The factors of a matrix product as a packed product stores them: each as a number of the type of
 * the sums, or, where they are integers that fit 16 bits, two of neighbouring depths in one.
 */
record PackedFactors(MatrixProduct product, ProductSum sum) {
  private static final int HALF_BITS = 16;

  static PackedFactors of(MatrixProduct product) {
    ProductSum sum = product.sum();
    boolean pairs =
        sum.scalar() == ScalarType.I32
            && product.depth() % 2 == 0
            && isShort(product.dot().operand(0))
            && isShort(product.dot().operand(1));
    return new PackedFactors(product, pairs ? sum.ofPairs() : sum);
  }

  /** Whether all values that an array can have are signed 16-bit integers. */
  private static boolean isShort(HloInstruction value) {
    ElementType type = value.shape().asArray().elementType();
    if (!type.isInteger()) {
      return false;
    }
    int bits = type.bitWidth() + (type.isSigned() ? 0 : 1);
    return bits <= HALF_BITS || (value.opcode() == Opcode.CONVERT && isShort(value.operand(0)));
  }

  /** How many factors a row or column has. */
  long depth() {
    return sum.pairs() ? product.depth() / 2 : product.depth();
  }

  Value lhs(ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth) {
    return sum.pairs()
        ? elements
            .builder()
            .binary(
                BinaryKind.PAIR,
                product.lhs(elements, batch, row, depth.times(2), null),
                product.lhs(elements, batch, row, depth.times(2).plus(1), null))
        : product.lhs(elements, batch, row, depth, null);
  }

  Value rhs(ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth) {
    return sum.pairs()
        ? elements
            .builder()
            .binary(
                BinaryKind.PAIR,
                product.rhs(elements, batch, column, depth.times(2), null),
                product.rhs(elements, batch, column, depth.times(2).plus(1), null))
        : product.rhs(elements, batch, column, depth, null);
  }
}
