package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * A product of f32 or f64 matrices that lie row by row, with operands of its own, whose sums are
 * chains of multiply-adds in the order of the depth: each step rounds once, so that every bit of
 * the result is known.
 */
record ProductChain(HloInstruction root, int rows, int columns, List<Literal> operands) {
  ProductChain(HloInstruction root, int rows, int columns) {
    this(root, rows, columns, operands(root));
  }

  private static List<Literal> operands(HloInstruction root) {
    List<Literal> operands = new ArrayList<>();
    Random random = new Random(root.shape().hashCode());
    for (HloInstruction operand : root.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, (float) random.nextGaussian());
      }
      operands.add(literal);
    }
    return operands;
  }

  private double multiplyAdd(double a, double b, double sum) {
    return root.shape().asArray().elementType().byteSize() == Float.BYTES
        ? Math.fma((float) a, (float) b, (float) sum)
        : Math.fma(a, b, sum);
  }

  /** Holds a result against the chains. */
  void check(Literal result) {
    double[] left = doubles(operands.get(0));
    double[] right = doubles(operands.get(1));
    double[] actual = doubles(result);
    int depth = right.length / columns;
    double[] sums = new double[columns];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      for (int k = 0; k < depth; k++) {
        double factor = left[row * depth + k];
        for (int column = 0; column < columns; column++) {
          sums[column] = multiplyAdd(factor, right[k * columns + column], sums[column]);
        }
      }
      for (int column = 0; column < columns; column++) {
        assertEquals(sums[column], actual[row * columns + column], row + ", " + column);
      }
    }
  }

  private static double[] doubles(Literal literal) {
    ArrayLiteral array = (ArrayLiteral) literal;
    double[] result = new double[(int) array.elementCount()];
    for (int i = 0; i < result.length; i++) {
      result[i] = array.getDouble(i);
    }
    return result;
  }
}
