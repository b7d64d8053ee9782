package org.hlorun.kernelir.lower;

import java.util.List;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Which products tensor cores compute: those of factors that are exact in a narrow type, where
 * {@code f32} products and sums are what they would be summed with anyway. f32 factors are only
 * narrowed (to tf32), and floats of 8 bits only multiplied as such, where the target is {@link
 * LoweringTarget.Gpu#isFast} and the instruction's {@code operand_precision} is the default.
 */
final class MatrixFactors {
  /** The first architecture whose tensor cores multiply 16 x 8 x 16 matrices of bf16. */
  private static final int CAPABILITY = 80;

  /** Elements of 8 bits that are copied at once. */
  private static final int ACCESS = 16;

  /** The first architecture whose tensor cores multiply floats of 8 bits. */
  private static final int EIGHT_BITS = 89;

  private MatrixFactors() {}

  /**
   * The type that a product's factors have on tensor cores, if it may be less precise where the
   * target allows that; null if there is none.
   */
  static MatrixFactor of(TileFactors factors, LoweringTarget.Gpu target) {
    HloInstruction product = factors.instruction();
    MatrixFactor exact = of(product, target);
    if (!target.isFast() || target.capability() < CAPABILITY || !isDefault(product)) {
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

  /** The narrow type of both factors of a dot; null if there is none. */
  static MatrixFactor of(HloInstruction dot, LoweringTarget.Gpu target) {
    MatrixFactor left = of(dot.operand(0));
    boolean fits = target.capability() >= CAPABILITY && left != null && left == of(dot.operand(1));
    return fits && NumberCode.compute(ProductSum.of(dot).type()) == left.sum() ? left : null;
  }

  private static MatrixFactor of(HloInstruction value) {
    MatrixFactor factor = of(value.shape().asArray().elementType());
    return factor == null && value.opcode() == Opcode.CONVERT
        ? widened(value.operand(0).shape().asArray().elementType(), value)
        : factor;
  }

  private static MatrixFactor widened(ElementType from, HloInstruction convert) {
    ElementType to = convert.shape().asArray().elementType();
    MatrixFactor factor =
        from == ElementType.F8E4M3FN || from == ElementType.F8E5M2 ? MatrixFactor.F16 : of(from);
    boolean exact =
        factor != null && (from.isFloat() ? to == ElementType.F32 : to == ElementType.S32);
    return exact ? factor : null;
  }

  private static MatrixFactor of(ElementType type) {
    return switch (type) {
      case BF16 -> MatrixFactor.BF16;
      case F16 -> MatrixFactor.F16;
      case S8 -> MatrixFactor.S8;
      case U8 -> MatrixFactor.U8;
      default -> null;
    };
  }

  static ElementType elementType(MatrixFactor factor) {
    return switch (factor) {
      case TF32 -> ElementType.F32;
      case BF16 -> ElementType.BF16;
      case F16 -> ElementType.F16;
      case E4M3 -> ElementType.F8E4M3FN;
      case E5M2 -> ElementType.F8E5M2;
      case S8 -> ElementType.S8;
      case U8 -> ElementType.U8;
    };
  }

  /** The type of its elements in memory. */
  static ScalarType storage(MatrixFactor factor) {
    return NumberCode.storage(elementType(factor));
  }

  /** The memory form of a factor that was widened to the type of the sums. */
  static Value encode(ElementGenerator elements, MatrixFactor factor, Value wide) {
    ElementType type = elementType(factor);
    return type.isFloat()
        ? elements.numbers().encode(type, wide)
        : elements.builder().cast(CastKind.TRUNCATE, ScalarType.I8, wide);
  }
}
