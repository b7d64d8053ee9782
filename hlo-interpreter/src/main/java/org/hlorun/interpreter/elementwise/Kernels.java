package org.hlorun.interpreter.elementwise;

import java.util.Arrays;
import java.util.function.DoubleToLongFunction;
import java.util.function.LongToDoubleFunction;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Chooses the loop for an instruction by its opcode and types. */
final class Kernels {
  private Kernels() {}

  /**
   * The kernel of an elementwise instruction, but for those that only change what memory means
   * ({@code copy}, {@code bitcast-convert}).
   *
   * @throws org.hlorun.language.diagnostic.HloException if the operation is not defined on the
   *     types
   */
  static Kernel of(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    ElementType type = instruction.operand(0).shape().asArray().elementType();
    ElementType target = instruction.shape().asArray().elementType();
    return switch (opcode) {
      case SELECT -> Choices.select(target);
      case CLAMP -> Choices.clamp(target);
      case COMPARE -> Comparisons.kernel(instruction);
      case CONVERT -> convert(type, target);
      case STOCHASTIC_CONVERT -> StochasticConversion.kernel(type, target);
      case REDUCE_PRECISION -> reducePrecision(instruction, type);
      case IS_FINITE -> realToInteger(x -> Double.isFinite(x) ? 1 : 0);
      case COMPLEX -> ComplexKernels::combine;
      case ABS -> type.isComplex() ? ComplexKernels.abs(type) : unary(opcode, type);
      case REAL -> type.isComplex() ? ComplexKernels::real : unary(opcode, type);
      case IMAG -> type.isComplex() ? ComplexKernels::imaginary : unary(opcode, type);
      default -> instruction.operandCount() == 1 ? unary(opcode, type) : binary(opcode, type);
    };
  }

  /**
   * Whether NaNs of operands can come through with all their bits, so that the blocks must be
   * loaded and stored exactly.
   */
  static boolean keepsNaNs(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case ABS, NEGATE, REAL, MAXIMUM, MINIMUM, CLAMP, SELECT -> true;
      case COMPARE -> Comparisons.isTotalOrder(instruction);
      default -> false;
    };
  }

  private static Kernel unary(Opcode opcode, ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> RealKernels.unary(opcode, type);
      case COMPLEX -> ComplexKernels.unary(opcode, type);
      default -> IntegerKernels.unary(opcode, type);
    };
  }

  private static Kernel binary(Opcode opcode, ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> RealKernels.binary(opcode, type);
      case COMPLEX -> ComplexKernels.binary(opcode, type);
      default -> IntegerKernels.binary(opcode, type);
    };
  }

  /** The imaginary part becomes 0 when the target is complex, and is dropped when it is not. */
  static Kernel convert(ElementType source, ElementType target) {
    boolean toInteger = target.isInteger() || target.isPred();
    if (source.isInteger() || source.isPred()) {
      return toInteger
          ? IntegerKernels.map(target.isPred() ? x -> x == 0 ? 0 : 1 : x -> x)
          : withZeroImaginary(integerToReal(Conversions.integerToReal(source, target)));
    }
    if (toInteger) {
      return realToInteger(Conversions.realToInteger(target));
    }
    return source.isComplex() && target.isComplex()
        ? ComplexKernels::copy
        : withZeroImaginary(RealKernels.plain(x -> x));
  }

  private static Kernel realToInteger(DoubleToLongFunction function) {
    return (operands, result, count) -> {
      double[] x = operands[0].real;
      for (int i = 0; i < count; i++) {
        result.integer[i] = function.applyAsLong(x[i]);
      }
    };
  }

  private static Kernel integerToReal(LongToDoubleFunction function) {
    return (operands, result, count) -> {
      long[] x = operands[0].integer;
      for (int i = 0; i < count; i++) {
        result.real[i] = function.applyAsDouble(x[i]);
      }
    };
  }

  private static Kernel withZeroImaginary(Kernel realPart) {
    return (operands, result, count) -> {
      realPart.apply(operands, result, count);
      Arrays.fill(result.imaginary, 0);
    };
  }

  private static Kernel reducePrecision(HloInstruction instruction, ElementType type) {
    if (!type.isFloat()) {
      throw Unsupported.operation(Opcode.REDUCE_PRECISION, type);
    }
    // More bits than any format has are as good as all bits.
    int exponentBits = (int) Math.min(64, instruction.get(Attribute.EXPONENT_BITS));
    int mantissaBits = (int) Math.min(64, instruction.get(Attribute.MANTISSA_BITS));
    return RealKernels.plain(new ReducedPrecision(type.floatFormat(), exponentBits, mantissaBits));
  }
}
