package org.hlorun.interpreter.block;

import java.util.Arrays;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/**
 * Addition and multiplication of {@code f64}: every value is an unevaluated sum of the plain result
 * and the rounding errors made so far, after Ogita, Rump and Oishi, "Accurate Sum and Dot Product"
 * (SIAM J. Sci. Comput. 26, 2005).
 */
final class DoubleDoubleMonoid extends Monoid<DoubleDoubleMonoid.Block> {

  /** The plain results and the sums of their errors. */
  static final class Block {
    private final double[] high;
    private final double[] low;

    Block(double[] high, double[] low) {
      this.high = high;
      this.low = low;
    }

    double[] high() {
      return high;
    }

    double[] low() {
      return low;
    }

    /** An element as one number; a plain result that is exact or not finite stands as it is. */
    double rounded(int index) {
      double sum = high[index];
      boolean finite = Math.abs(sum) <= Double.MAX_VALUE;
      return finite && low[index] != 0 ? sum + low[index] : sum;
    }
  }

  private final Opcode opcode;

  DoubleDoubleMonoid(Opcode opcode) {
    this.opcode = opcode;
  }

  @Override
  public Block allocate(int count) {
    double[] high = new double[count];
    Arrays.fill(high, opcode == Opcode.ADD ? -0.0 : 1);
    return new Block(high, new double[count]);
  }

  @Override
  public void read(ArrayLiteral source, long start, Block block, int offset, int count) {
    ElementBlocks.readDoubles(source, start, block.high, offset, count);
    Arrays.fill(block.low, offset, offset + count, 0);
  }

  @Override
  public void write(ArrayLiteral target, long start, Block block, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target.setDouble(start + i, block.rounded(offset + i));
    }
  }

  @Override
  public void copy(Block source, int sourceOffset, Block target, int targetOffset, int count) {
    System.arraycopy(source.high, sourceOffset, target.high, targetOffset, count);
    System.arraycopy(source.low, sourceOffset, target.low, targetOffset, count);
  }

  @Override
  public void combine(Block target, int t, Block source, int s, int count) {
    for (int i = 0; i < count; i++) {
      step(target, t + i, source, s + i);
    }
  }

  @Override
  public void fold(Block target, int t, Block source, int s, int count) {
    for (int i = 0; i < count; i++) {
      step(target, t, source, s + i);
    }
  }

  private void step(Block target, int t, Block source, int s) {
    double a = target.high[t];
    double b = source.high[s];
    if (opcode == Opcode.ADD) {
      double sum = a + b;
      double part = sum - a;
      double error = (a - (sum - part)) + (b - part); // Knuth's exact error of the sum
      target.high[t] = sum;
      target.low[t] += source.low[s] + error;
    } else {
      double product = a * b;
      double error = Math.fma(a, b, -product);
      target.high[t] = product;
      target.low[t] = target.low[t] * b + (a * source.low[s] + error);
    }
  }
}
