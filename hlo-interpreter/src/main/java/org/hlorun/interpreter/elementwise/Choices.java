package org.hlorun.interpreter.elementwise;

import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** The meaning of {@code select} and {@code clamp}, which have three operands. */
final class Choices {
  private Choices() {}

  static Kernel select(ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> Choices::selectReal;
      case COMPLEX -> Choices::selectComplex;
      default -> Choices::selectInteger;
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

  static Kernel clamp(ElementType type) {
    return switch (type.kind()) {
      case FLOAT -> Choices::clampReal;
      case COMPLEX -> throw Unsupported.operation(Opcode.CLAMP, type);
      default -> type == ElementType.U64 ? Choices::clampUnsigned : Choices::clampInteger;
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
