package org.hlorun.conformance.compare;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * How far results of a program may be from the reference's. Integers and booleans must agree bit by
 * bit. So must floats of a program without functions and sums, which has one right rounding for
 * each step. Otherwise an element may be off by some units in the last place, or by the error of
 * its longest sum: {@code n * eps} of the largest magnitude in the same result, after the a-priori
 * bound {@code n * eps * sum |a||b|} (Higham, Accuracy and Stability of Numerical Algorithms, 2nd
 * edition, section 3.1), in whose place the largest result stands for the sum of magnitudes.
 *
 * <p>Fourier transforms are sums of as many terms as the transform has points, and so are the
 * elements of factors and solutions (sections 24.1, 10.1 and 8.1): beside that, a solution is as
 * uncertain as its matrix is ill-conditioned, which this bound does not know.
 *
 * @param ulps units in the last place
 * @param terms terms of the longest sum, {@code n}; 0 = there are no sums
 */
public record Bound(long ulps, long terms) {
  /** Units in the last place that two implementations of a function may be apart. */
  public static final long FUNCTION_ULPS = 4;

  /** The same bits, NaNs aside. */
  public static final Bound EXACT = new Bound(0, 0);

  private static final Set<Opcode> FUNCTIONS =
      EnumSet.of(
          Opcode.ACOS,
          Opcode.ACOSH,
          Opcode.ASIN,
          Opcode.ASINH,
          Opcode.ATANH,
          Opcode.ATAN2,
          Opcode.CBRT,
          Opcode.COSINE,
          Opcode.COSH,
          Opcode.ERF,
          Opcode.EXPONENTIAL,
          Opcode.EXPONENTIAL_MINUS_ONE,
          Opcode.LOG,
          Opcode.LOG_PLUS_ONE,
          Opcode.LOGISTIC,
          Opcode.POWER,
          Opcode.RSQRT,
          Opcode.SINE,
          Opcode.SINH,
          Opcode.TAN,
          Opcode.TANH);

  private static final Set<Opcode> SUMS =
      EnumSet.of(
          Opcode.DOT,
          Opcode.CONVOLUTION,
          Opcode.REDUCE,
          Opcode.REDUCE_WINDOW,
          Opcode.SCATTER,
          Opcode.SELECT_AND_SCATTER,
          Opcode.BATCH_NORM_TRAINING,
          Opcode.BATCH_NORM_GRAD,
          Opcode.BATCH_NORM_INFERENCE,
          Opcode.FFT,
          Opcode.CHOLESKY,
          Opcode.TRIANGULAR_SOLVE);

  /** What holds for a program: its functions, and the longest sum that it can have. */
  public static Bound of(HloModule module) {
    boolean functions = false;
    long terms = 0;
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        functions |= FUNCTIONS.contains(instruction.opcode()) || isComplex(instruction);
        if (SUMS.contains(instruction.opcode())) {
          terms = Math.max(terms, terms(instruction));
        }
      }
    }
    return new Bound(functions || terms > 0 ? FUNCTION_ULPS : 0, terms);
  }

  private static boolean isComplex(HloInstruction instruction) {
    return instruction.shape().isArray() && instruction.shape().asArray().elementType().isComplex();
  }

  /** The elements of the largest operand: no sum has more terms. */
  private static long terms(HloInstruction instruction) {
    return instruction.operands().stream()
        .filter(operand -> operand.shape().isArray())
        .mapToLong(operand -> operand.shape().asArray().elementCount())
        .max()
        .orElse(0);
  }

  /**
   * Whether an element is near enough.
   *
   * @param distance in units in the last place
   * @param difference the absolute difference
   * @param largest the largest magnitude in the expected result
   */
  boolean allows(ElementType type, long distance, double difference, double largest) {
    if (!type.isFloat() && !type.isComplex()) {
      return distance == 0;
    }
    double eps = Math.scalb(1.0, -type.floatFormat().mantissaBits() - 1);
    return distance <= ulps || difference <= terms * eps * largest;
  }

  /** The bound in words. */
  public String text() {
    if (equals(EXACT)) {
      return "the same bits";
    }
    return terms == 0
        ? ulps + " ULP"
        : String.format(Locale.ROOT, "%d ULP, or %,d eps of the largest element", ulps, terms);
  }
}
