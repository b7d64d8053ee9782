package org.hlorun.interpreter.op;

import java.util.SplittableRandom;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** A run of a program on one device, as seen by evaluators. */
public interface Evaluation {

  /**
   * A zeroed array, counted against the memory limit.
   *
   * @param instruction whose value it is for, named in the error
   * @throws HloException if the limit would be exceeded
   */
  ArrayLiteral allocate(HloInstruction instruction, ArrayShape shape);

  /** A zeroed array of the instruction's own (array) shape. */
  default ArrayLiteral allocate(HloInstruction instruction) {
    return allocate(instruction, instruction.shape().asArray());
  }

  /**
   * An array of the instruction's own shape whose elements are zero as a conversion makes it: NaN
   * in a type that has no zero.
   */
  default ArrayLiteral zeros(HloInstruction instruction) {
    ArrayLiteral result = allocate(instruction);
    if (result.elementType() == ElementType.F8E8M0FNU) {
      for (long i = 0; i < result.elementCount(); i++) {
        result.setDouble(i, 0);
      }
    }
    return result;
  }

  /** The value of a called computation. */
  Literal call(HloComputation computation, Literal... arguments);

  /** A called computation on scalars, prepared for many evaluations. */
  ScalarFunction scalarFunction(HloComputation computation);

  /**
   * Does work in parallel: calls {@code task} on disjoint ranges that cover {@code [0, count)},
   * each of at least {@code grain} items but for the last, and returns when all are done. Ranges
   * start at multiples of {@code grain}, so that results cannot depend on the number of threads.
   * Polls for cancellation between ranges.
   */
  void parallel(long count, long grain, RangeTask task);

  /**
   * Returns quickly unless the run should stop; to be called in long sequential loops, about every
   * millisecond.
   *
   * @throws HloException if the run was cancelled or its time is over
   */
  void poll();

  /**
   * To be called before every iteration of a while loop.
   *
   * @param iteration 1 for the first
   * @throws HloException if that is more than allowed, or as {@link #poll()}
   */
  void iterate(HloInstruction loop, long iteration);

  /** To be called when an instruction of the entry computation is done. */
  void done(HloInstruction instruction);

  /** Where sums of many terms are rounded. */
  default Rounding rounding() {
    return Rounding.ONCE;
  }

  /** The device this run is on. */
  Device device();

  /** The generator behind {@code rng}, seeded by the run's seed. */
  SplittableRandom random();

  /** The state behind {@code rng-get-and-update-state}. */
  RngState rngState();

  /** Work on a range of items. */
  @FunctionalInterface
  interface RangeTask {
    void run(long start, long end);
  }
}
