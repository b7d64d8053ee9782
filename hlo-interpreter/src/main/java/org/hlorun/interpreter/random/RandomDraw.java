package org.hlorun.interpreter.random;

import java.util.SplittableRandom;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code rng}: draws from the uniform distribution over {@code [a, b)} or from the normal
 * distribution of mean {@code a} and standard deviation {@code b}. Reproducible by the run's seed
 * only.
 */
final class RandomDraw {
  /** Rounding to a narrow type may give b itself; that often it is drawn again. */
  private static final int MAX_REDRAWS = 64;

  private RandomDraw() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral a = operands[0].asArray();
    ArrayLiteral b = operands[1].asArray();
    ArrayLiteral result = evaluation.allocate(instruction);
    boolean normal = instruction.get(Attribute.DISTRIBUTION) == RandomDistribution.RNG_NORMAL;
    boolean isFloat = result.elementType().isFloat();
    SplittableRandom random = evaluation.random();
    for (long i = 0; i < result.elementCount(); i++) {
      if (normal) {
        result.setDouble(i, a.getDouble(0) + b.getDouble(0) * random.nextGaussian());
      } else if (isFloat) {
        drawFloat(result, i, a, b, random);
      } else {
        result.setLong(i, drawInteger(a.getLong(0), b.getLong(0), isSigned(result), random));
      }
      if (i % 4096 == 0) {
        evaluation.poll();
      }
    }
    return result;
  }

  private static boolean isSigned(ArrayLiteral array) {
    return array.elementType().isSigned();
  }

  private static void drawFloat(
      ArrayLiteral result, long index, ArrayLiteral a, ArrayLiteral b, SplittableRandom random) {
    double low = a.getDouble(0);
    double high = b.getDouble(0);
    for (int draw = 0; draw < MAX_REDRAWS; draw++) {
      double fraction = random.nextDouble();
      result.setDouble(index, low * (1 - fraction) + high * fraction);
      if (result.getDouble(index) != high) {
        return;
      }
    }
    result.setDouble(index, low);
  }

  /** An integer of {@code [low, high)}; {@code low} if the range is empty. */
  private static long drawInteger(long low, long high, boolean signed, SplittableRandom random) {
    boolean empty = signed ? low >= high : Long.compareUnsigned(low, high) >= 0;
    if (empty) {
      return low;
    }
    long size = high - low;
    if (size > 0) {
      return low + random.nextLong(size);
    }
    long offset = random.nextLong();
    while (Long.compareUnsigned(offset, size) >= 0) { // at most every second draw
      offset = random.nextLong();
    }
    return low + offset;
  }
}
