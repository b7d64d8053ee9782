package org.hlorun.interpreter.elementwise;

import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.hlorun.interpreter.math.Complex;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Loops over blocks of a complex type, through the operators of {@link ComplexOperations}. */
final class ComplexKernels {
  private ComplexKernels() {}

  static Kernel unary(Opcode opcode, ElementType type) {
    UnaryOperator<Complex> operator = ComplexOperations.unary(opcode, type);
    return (operands, result, count) -> {
      Block x = operands[0];
      for (int i = 0; i < count; i++) {
        set(result, i, operator.apply(get(x, i)));
      }
      canonicalizeNaNs(result, count);
    };
  }

  static Kernel binary(Opcode opcode, ElementType type) {
    BinaryOperator<Complex> operator = ComplexOperations.binary(opcode, type);
    return (operands, result, count) -> {
      Block x = operands[0];
      Block y = operands[1];
      for (int i = 0; i < count; i++) {
        set(result, i, operator.apply(get(x, i), get(y, i)));
      }
      canonicalizeNaNs(result, count);
    };
  }

  static Kernel abs(ElementType type) {
    ToDoubleFunction<Complex> abs = ComplexOperations.abs(type);
    return (operands, result, count) -> {
      Block x = operands[0];
      for (int i = 0; i < count; i++) {
        result.real[i] = abs.applyAsDouble(get(x, i));
      }
      RealKernels.canonicalizeNaNs(result.real, count);
    };
  }

  static void real(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].real, 0, result.real, 0, count);
  }

  static void imaginary(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].imaginary, 0, result.real, 0, count);
  }

  /** {@code complex}: the operands are the real and the imaginary parts. */
  static void combine(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].real, 0, result.real, 0, count);
    System.arraycopy(operands[1].real, 0, result.imaginary, 0, count);
  }

  /** The numbers as they are, to be rounded to another complex type. */
  static void copy(Block[] operands, Block result, int count) {
    System.arraycopy(operands[0].real, 0, result.real, 0, count);
    System.arraycopy(operands[0].imaginary, 0, result.imaginary, 0, count);
  }

  private static Complex get(Block block, int i) {
    return new Complex(block.real[i], block.imaginary[i]);
  }

  private static void set(Block block, int i, Complex value) {
    block.real[i] = value.re();
    block.imaginary[i] = value.im();
  }

  private static void canonicalizeNaNs(Block block, int count) {
    RealKernels.canonicalizeNaNs(block.real, count);
    RealKernels.canonicalizeNaNs(block.imaginary, count);
  }
}
