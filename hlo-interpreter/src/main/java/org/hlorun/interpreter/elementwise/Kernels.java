package org.hlorun.interpreter.elementwise;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
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
   * The kernel of an elementwise instruction, one of those that change memory only excepted ({@code
   * copy}, {@code bitcast-convert}).
   *
   * @throws org.hlorun.language.diagnostic.HloException if the operation is not defined on the
   *     types
   */
  static Kernel of(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    ElementType type = operandType(instruction, 0);
    ElementType target = instruction.shape().asArray().elementType();
    return switch (opcode) {
      case SELECT -> select(target);
      case CLAMP -> clamp(target);
      case COMPARE -> Comparisons.kernel(instruction);
      case CONVERT -> convert(type, target);
      case STOCHASTIC_CONVERT -> StochasticConversion.kernel(type, target);
      case REDUCE_PRECISION -> reducePrecision(instruction, type);
      case IS_FINITE -> realToInteger(x -> Double.isFinite(x) ? 1 : 0);
      case COMPLEX -> Kernels::complex;
      case ABS, REAL, IMAG ->
          type.isComplex()
              ? complexToReal(ComplexOperations.toReal(opcode, type))
              : unary(opcode, type);
      default -> instruction.operandCount() == 1 ? unary(opcode, type) : binary(opcode, type);
    };
  }

  private static ElementType operandType(HloInstruction instruction, int operand) {
    return instruction.operand(operand).shape().asArray().elementType();
  }

  /**
   * Whether NaNs of operands can come through with all their bits, so that the blocks must be
   * loaded and stored exactly.
   */
  static boolean keepsNaNs(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case ABS, NEGATE, MAXIMUM, MINIMUM, CLAMP, SELECT -> true;
      case COMPARE -> Comparisons.isTotalOrder(instruction);
      default -> false;
    };
  }

  private static Kernel unary(Opcode opcode, ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> RealKernels.unary(opcode, type);
      case COMPLEX -> complexUnary(ComplexOperations.unary(opcode, type));
      default -> IntegerKernels.unary(opcode, type);
    };
  }

  private static Kernel binary(Opcode opcode, ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> RealKernels.binary(opcode, type);
      case COMPLEX -> complexBinary(ComplexOperations.binary(opcode, type));
      default -> IntegerKernels.binary(opcode, type);
    };
  }

  private static Kernel complexUnary(ComplexOperations.Unary operation) {
    return (operands, result, count) -> {
      Block x = operands[0];
      ComplexNumber value = new ComplexNumber();
      for (int i = 0; i < count; i++) {
        operation.apply(x.real[i], x.imaginary[i], value);
        result.real[i] = value.real;
        result.imaginary[i] = value.imaginary;
      }
      RealKernels.canonicalizeNaNs(result.real, count);
      RealKernels.canonicalizeNaNs(result.imaginary, count);
    };
  }

  private static Kernel complexBinary(ComplexOperations.Binary operation) {
    return (operands, result, count) -> {
      Block x = operands[0];
      Block y = operands[1];
      ComplexNumber value = new ComplexNumber();
      for (int i = 0; i < count; i++) {
        operation.apply(x.real[i], x.imaginary[i], y.real[i], y.imaginary[i], value);
        result.real[i] = value.real;
        result.imaginary[i] = value.imaginary;
      }
      RealKernels.canonicalizeNaNs(result.real, count);
      RealKernels.canonicalizeNaNs(result.imaginary, count);
    };
  }

  private static Kernel complexToReal(DoubleBinaryOperator operator) {
    return (operands, result, count) -> {
      Block x = operands[0];
      for (int i = 0; i < count; i++) {
        result.real[i] = operator.applyAsDouble(x.real[i], x.imaginary[i]);
      }
      RealKernels.canonicalizeNaNs(result.real, count);
    };
  }

  private static void complex(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].real, 0, result.real, 0, count);
    System.arraycopy(operands[1].real, 0, result.imaginary, 0, count);
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

  /** The imaginary part becomes 0 when the target is complex, and is dropped when it is not. */
  static Kernel convert(ElementType source, ElementType target) {
    boolean toInteger = target.isInteger() || target.isPred();
    if (source.isInteger() || source.isPred()) {
      return toInteger
          ? IntegerKernels.map(target.isPred() ? Conversions::toPred : x -> x)
          : withZeroImaginary(integerToReal(Conversions.integerToReal(source, target)));
    }
    if (toInteger) {
      return realToInteger(Conversions.realToInteger(target));
    }
    return source.isComplex() && target.isComplex()
        ? Kernels::copyComplex
        : withZeroImaginary(RealKernels.plain(x -> x));
  }

  private static Kernel withZeroImaginary(Kernel realPart) {
    return (operands, result, count) -> {
      realPart.apply(operands, result, count);
      Arrays.fill(result.imaginary, 0);
    };
  }

  private static void copyComplex(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].real, 0, result.real, 0, count);
    System.arraycopy(operands[0].imaginary, 0, result.imaginary, 0, count);
  }

  private static Kernel reducePrecision(HloInstruction instruction, ElementType type) {
    if (!type.isFloat()) {
      throw Unsupported.operation(Opcode.REDUCE_PRECISION, type);
    }
    int exponentBits = Math.toIntExact(Math.min(64, instruction.get(Attribute.EXPONENT_BITS)));
    int mantissaBits = Math.toIntExact(Math.min(64, instruction.get(Attribute.MANTISSA_BITS)));
    return RealKernels.plain(new ReducedPrecision(type.floatFormat(), exponentBits, mantissaBits));
  }

  private static Kernel select(ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> Kernels::selectReal;
      case COMPLEX -> Kernels::selectComplex;
      default -> Kernels::selectInteger;
    };
  }

  private static void selectReal(Block[] operands, Block result, int count) {
    choose(operands[0].integer, operands[1].real, operands[2].real, result.real, count);
  }

  private static void selectComplex(Block[] operands, Block result, int count) {
    long[] condition = operands[0].integer;
    choose(condition, operands[1].real, operands[2].real, result.real, count);
    choose(condition, operands[1].imaginary, operands[2].imaginary, result.imaginary, count);
  }

  private static void choose(
      long[] condition, double[] onTrue, double[] onFalse, double[] result, int count) {
    for (int i = 0; i < count; i++) {
      result[i] = condition[i] != 0 ? onTrue[i] : onFalse[i];
    }
  }

  private static void selectInteger(Block[] operands, Block result, int count) {
    long[] condition = operands[0].integer;
    long[] onTrue = operands[1].integer;
    long[] onFalse = operands[2].integer;
    for (int i = 0; i < count; i++) {
      result.integer[i] = condition[i] != 0 ? onTrue[i] : onFalse[i];
    }
  }

  private static Kernel clamp(ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> Kernels::clampReal;
      case COMPLEX -> throw Unsupported.operation(Opcode.CLAMP, type);
      default -> type == ElementType.U64 ? Kernels::clampUnsigned : Kernels::clampInteger;
    };
  }

  private static void clampReal(Block[] operands, Block result, int count) {
    double[] low = operands[0].real;
    double[] x = operands[1].real;
    double[] high = operands[2].real;
    for (int i = 0; i < count; i++) {
      result.real[i] = RealOperations.clamp(low[i], x[i], high[i]);
    }
  }

  private static void clampInteger(Block[] operands, Block result, int count) {
    long[] low = operands[0].integer;
    long[] x = operands[1].integer;
    long[] high = operands[2].integer;
    for (int i = 0; i < count; i++) {
      result.integer[i] = IntegerOperations.clamp(low[i], x[i], high[i]);
    }
  }

  private static void clampUnsigned(Block[] operands, Block result, int count) {
    long[] low = operands[0].integer;
    long[] x = operands[1].integer;
    long[] high = operands[2].integer;
    for (int i = 0; i < count; i++) {
      result.integer[i] = IntegerOperations.clampUnsigned(low[i], x[i], high[i]);
    }
  }
}
