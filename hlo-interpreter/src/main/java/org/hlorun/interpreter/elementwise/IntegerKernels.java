package org.hlorun.interpreter.elementwise;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Loops over blocks of an integer type or {@code pred}: the commonest operations of {@link
 * IntegerOperations} written out, so that HotSpot vectorises them, the others through their
 * operator.
 */
final class IntegerKernels {
  private IntegerKernels() {}

  static Kernel unary(Opcode opcode, ElementType type) {
    return map(IntegerOperations.unary(opcode, type));
  }

  static Kernel binary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case AND -> IntegerKernels::and;
      case OR -> IntegerKernels::or;
      case XOR -> IntegerKernels::xor;
      case ADD -> type.isPred() ? IntegerKernels::or : IntegerKernels::add;
      case SUBTRACT -> type.isPred() ? IntegerKernels::xor : IntegerKernels::subtract;
      case MULTIPLY -> type.isPred() ? IntegerKernels::and : IntegerKernels::multiply;
      default -> map(IntegerOperations.binary(opcode, type));
    };
  }

  static Kernel map(LongUnaryOperator operator) {
    return (operands, result, count) -> {
      long[] x = operands[0].integer;
      long[] y = result.integer;
      for (int i = 0; i < count; i++) {
        y[i] = operator.applyAsLong(x[i]);
      }
    };
  }

  private static Kernel map(LongBinaryOperator operator) {
    return (operands, result, count) -> {
      long[] x = operands[0].integer;
      long[] y = operands[1].integer;
      long[] z = result.integer;
      for (int i = 0; i < count; i++) {
        z[i] = operator.applyAsLong(x[i], y[i]);
      }
    };
  }

  private static void add(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] + y[i];
    }
  }

  private static void subtract(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] - y[i];
    }
  }

  private static void multiply(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] * y[i];
    }
  }

  private static void and(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] & y[i];
    }
  }

  private static void or(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] | y[i];
    }
  }

  private static void xor(Block[] operands, Block result, int count) {
    long[] x = operands[0].integer;
    long[] y = operands[1].integer;
    long[] z = result.integer;
    for (int i = 0; i < count; i++) {
      z[i] = x[i] ^ y[i];
    }
  }
}
