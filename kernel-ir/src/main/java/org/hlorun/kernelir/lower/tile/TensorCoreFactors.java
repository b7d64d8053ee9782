package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * What tensor cores multiply of a product cut into tiles. Beyond the exact types of {@link
 * MatrixFactors}, f32 factors are narrowed (to tf32) and floats of 8 bits multiplied as such, where
 * the target is {@link LoweringTarget.Gpu#isFast} and the instruction's {@code operand_precision}
 * is the default.
 */
final class TensorCoreFactors {
  /** Elements of 8 bits that are copied at once. */
  private static final int ACCESS = 16;

  /** The first architecture whose tensor cores multiply floats of 8 bits. */
  private static final int EIGHT_BITS = 89;

  private TensorCoreFactors() {}

  /**
   * The type that a product's factors have on tensor cores, if it may be less precise where the
   * target allows that; null if there is none.
   */
  static MatrixFactor of(TileFactors factors, LoweringTarget.Gpu target) {
    HloInstruction product = factors.instruction();
    MatrixFactor exact = MatrixFactors.of(product, target);
    if (!target.isFast() || target.capability() < MatrixFactors.CAPABILITY || !isDefault(product)) {
      return exact;
    }
    if (exact == MatrixFactor.F16 && target.capability() >= EIGHT_BITS) {
      MatrixFactor eight = eightBits(product.operand(0));
      boolean stored =
          eight != null
              && eight == eightBits(product.operand(1))
              && isStored(factors.storedLhs(), eight, factors.isLhsDepthContiguous())
              && isStored(factors.storedRhs(), eight, factors.isRhsDepthContiguous());
      return stored ? eight : exact;
    }
    boolean isSingle =
        ProductSum.of(product).type() == ElementType.F32
            && product.operands().stream()
                .allMatch(o -> o.shape().asArray().elementType() == ElementType.F32);
    return exact == null && isSingle ? MatrixFactor.TF32 : exact;
  }

  /** Whether a program does not say how precise a product has to be. */
  private static boolean isDefault(HloInstruction product) {
    return !product.has(Attribute.DOT_ALGORITHM)
        && product.find(Attribute.OPERAND_PRECISION).orElse(List.of()).stream()
            .allMatch(precision -> precision == Precision.DEFAULT);
  }

  /** The type of 8 bits that a factor was widened from; null if it was not. */
  private static MatrixFactor eightBits(HloInstruction factor) {
    if (factor.opcode() != Opcode.CONVERT) {
      return null;
    }
    return switch (factor.operand(0).shape().asArray().elementType()) {
      case F8E4M3FN -> MatrixFactor.E4M3;
      case F8E5M2 -> MatrixFactor.E5M2;
      default -> null;
    };
  }

  /** Whether a matrix can be copied as tensor cores want it. */
  private static boolean isStored(StoredMatrix matrix, MatrixFactor factor, boolean alongDepth) {
    return matrix != null && alongDepth && matrix.isOf(factor) && matrix.isAligned(ACCESS);
  }
}
