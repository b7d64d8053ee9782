package org.hlorun.fusion.cost;

import java.util.EnumSet;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * The arithmetic of one result element, in units of one addition: the inverse throughput of vector
 * code, rounded. Functions cost what their polynomial has in multiply-adds.
 */
public final class OpWeights {
  /**
   * From this weight on an operation is expensive: worth a store rather than a second evaluation.
   */
  public static final double EXPENSIVE = 4;

  private static final double DIVISION = 4;
  private static final double ROOT = 6;
  private static final double EXPONENTIAL = 12;
  private static final double FUNCTION = 20;

  private static final Set<Opcode> MOVEMENT =
      EnumSet.of(
          Opcode.PARAMETER,
          Opcode.CONSTANT,
          Opcode.BROADCAST,
          Opcode.RESHAPE,
          Opcode.BITCAST,
          Opcode.TRANSPOSE,
          Opcode.SLICE,
          Opcode.REVERSE,
          Opcode.CONCATENATE,
          Opcode.TUPLE,
          Opcode.GET_TUPLE_ELEMENT,
          Opcode.COPY);

  private OpWeights() {}

  /** The weight of one result element; for a reduction that of one combined element. */
  public static double of(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    return switch (opcode) {
      case DIVIDE, REMAINDER -> DIVISION;
      case SQRT, RSQRT -> ROOT;
      case EXPONENTIAL, LOG -> EXPONENTIAL;
      case POWER, ATAN2, CBRT, TAN, SINE, COSINE, SINH, COSH, ASIN, ACOS, ASINH, ACOSH, ATANH ->
          FUNCTION;
      case TANH, LOGISTIC, ERF, EXPONENTIAL_MINUS_ONE, LOG_PLUS_ONE -> FUNCTION;
      default -> MOVEMENT.contains(opcode) ? 0 : 1;
    };
  }

  /** Whether an element should not be computed more often than needed. */
  public static boolean isExpensive(HloInstruction instruction) {
    return of(instruction) >= EXPENSIVE;
  }
}
