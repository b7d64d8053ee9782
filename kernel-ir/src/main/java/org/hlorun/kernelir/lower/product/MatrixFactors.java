package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Which products tensor cores compute: those of factors that are exact in a narrow type, where
 * {@code f32} products and sums are what they would be summed with anyway.
 */
public final class MatrixFactors {
  /** The first architecture whose tensor cores multiply 16 x 8 x 16 matrices of bf16. */
  public static final int CAPABILITY = 80;

  private MatrixFactors() {}

  /** The narrow type of both factors of a dot; null if there is none. */
  public static MatrixFactor of(HloInstruction dot, LoweringTarget.Gpu target) {
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

  public static ElementType elementType(MatrixFactor factor) {
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
  public static ScalarType storage(MatrixFactor factor) {
    return NumberCode.storage(elementType(factor));
  }

  /** The memory form of a factor that was widened to the type of the sums. */
  public static Value encode(ElementGenerator elements, MatrixFactor factor, Value wide) {
    ElementType type = elementType(factor);
    return type.isFloat()
        ? elements.numbers().encode(type, wide)
        : elements.builder().cast(CastKind.TRUNCATE, ScalarType.I8, wide);
  }
}
