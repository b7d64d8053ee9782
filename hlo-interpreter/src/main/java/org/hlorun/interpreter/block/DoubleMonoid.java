package org.hlorun.interpreter.block;

import java.util.Arrays;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/**
 * Addition and multiplication of floats of at most 32 bits, maximum and minimum of all floats. The
 * first NaN wins a maximum or minimum; -0 is below +0, as it is elementwise.
 */
final class DoubleMonoid extends Monoid<double[]> {
  private final Opcode opcode;

  DoubleMonoid(Opcode opcode) {
    this.opcode = opcode;
  }

  private double identity() {
    return switch (opcode) {
      case ADD -> -0.0; // unlike +0 it keeps the sign of -0
      case MULTIPLY -> 1;
      case MAXIMUM -> Double.NEGATIVE_INFINITY;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  @Override
  public double[] allocate(int count) {
    double[] block = new double[count];
    Arrays.fill(block, identity());
    return block;
  }

  @Override
  public void read(ArrayLiteral source, long start, double[] block, int offset, int count) {
    ElementBlocks.readDoubles(source, start, block, offset, count);
  }

  @Override
  public void write(ArrayLiteral target, long start, double[] block, int offset, int count) {
    ElementBlocks.writeDoubles(target, start, block, offset, count);
  }

  @Override
  public void copy(
      double[] source, int sourceOffset, double[] target, int targetOffset, int count) {
    System.arraycopy(source, sourceOffset, target, targetOffset, count);
  }

  private static double maximum(double a, double b) {
    return Double.isNaN(a) ? a : Math.max(a, b);
  }

  private static double minimum(double a, double b) {
    return Double.isNaN(a) ? a : Math.min(a, b);
  }

  @Override
  public void combine(double[] target, int t, double[] source, int s, int count) {
    switch (opcode) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          target[t + i] += source[s + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          target[t + i] *= source[s + i];
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < count; i++) {
          target[t + i] = maximum(target[t + i], source[s + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[t + i] = minimum(target[t + i], source[s + i]);
        }
      }
    }
  }

  @Override
  public void fold(double[] target, int t, double[] source, int s, int count) {
    double value = target[t];
    switch (opcode) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          value += source[s + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          value *= source[s + i];
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < count; i++) {
          value = maximum(value, source[s + i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          value = minimum(value, source[s + i]);
        }
      }
    }
    target[t] = value;
  }
}
