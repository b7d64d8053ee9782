package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The factors of a matrix product as a packed product stores them: each as a number of the type of
 * the sums, or two of neighbouring depths in one, where they are integers that fit 16 bits, or bf16
 * and the machine multiplies pairs of them.
 */
record PackedFactors(MatrixProduct product, ProductSum sum) {
  private static final int HALF_BITS = 16;

  static PackedFactors of(FusedView view, MatrixProduct product) {
    ProductSum sum = product.sum();
    HloInstruction left = product.dot().operand(0);
    HloInstruction right = product.dot().operand(1);
    boolean pairs =
        switch (sum.scalar()) {
          case I32 -> isShort(view, left) && isShort(view, right);
          case F32 ->
              view.target().multipliesPairs() && isBrain(view, left) && isBrain(view, right);
          default -> false;
        };
    return new PackedFactors(product, pairs && product.depth() % 2 == 0 ? sum.ofPairs() : sum);
  }

  /** Whether all values that an array can have are bf16. */
  private static boolean isBrain(FusedView view, HloInstruction value) {
    ElementType type = value.shape().asArray().elementType();
    return type == ElementType.BF16
        || (type == ElementType.F32 && isConverted(view, value) && isBrain(view, value.operand(0)));
  }

  /** Whether this is a conversion that the kernel itself makes: what is in memory is wide. */
  private static boolean isConverted(FusedView view, HloInstruction value) {
    return value.opcode() == Opcode.CONVERT && view.operandNumber(value) < 0;
  }

  /** Whether all values that an array can have are signed 16-bit integers, modulo 2^32. */
  private static boolean isShort(FusedView view, HloInstruction value) {
    ElementType type = value.shape().asArray().elementType();
    if (!type.isInteger()) {
      return false;
    }
    int bits = type.bitWidth() + (type.isSigned() ? 0 : 1);
    boolean keepsSign = type.isSigned() || type.bitWidth() >= ScalarType.I32.bits();
    return bits <= HALF_BITS
        || (keepsSign && isConverted(view, value) && isShort(view, value.operand(0)));
  }

  /** The type of the elements in memory that factors of floats are made of without a conversion. */
  ElementType stored() {
    return sum.pairs() ? ElementType.BF16 : sum.type();
  }

  /** How many factors a row or column has. */
  long depth() {
    return product.depth() / sum.elements();
  }

  Value lhs(ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth) {
    return sum.pairs()
        ? pair(
            elements.builder(),
            product.lhs(elements, batch, row, depth.times(2), null),
            product.lhs(elements, batch, row, depth.times(2).plus(1), null))
        : product.lhs(elements, batch, row, depth, null);
  }

  Value rhs(ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth) {
    return sum.pairs()
        ? pair(
            elements.builder(),
            product.rhs(elements, batch, column, depth.times(2), null),
            product.rhs(elements, batch, column, depth.times(2).plus(1), null))
        : product.rhs(elements, batch, column, depth, null);
  }

  private Value pair(KernelBuilder builder, Value first, Value second) {
    return builder.binary(BinaryKind.PAIR, half(builder, first), half(builder, second));
  }

  /** The lower half of an I32: of a bf16, which is an f32 here, its bits. */
  private Value half(KernelBuilder builder, Value value) {
    if (sum.scalar() != ScalarType.F32) {
      return value;
    }
    Value bits = builder.cast(CastKind.BITS, ScalarType.I32, value);
    return builder.binary(BinaryKind.LSHR, bits, builder.integer(ScalarType.I32, HALF_BITS));
  }
}
