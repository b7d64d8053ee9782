package org.hlorun.conformance.reduce;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;

/**
 * Makes a failing program smaller for as long as it fails: parts of the result are dropped,
 * instructions become parameters that get the values which the interpreter computes for them (so
 * that what remains sees the numbers it saw before), called computations are inlined, loops and
 * branches become one of their bodies.
 */
public final class Reducer {
  private static final List<Reduction> REDUCTIONS =
      List.of(
          new RootReduction(),
          new ValueReduction(),
          new ControlReduction(),
          new BodyReduction(),
          new ConstantReduction());

  private final Predicate<RandomProgram> fails;
  private final long deadline;
  private final BooleanSupplier cancelled;

  /** One that nobody cancels. */
  public Reducer(Predicate<RandomProgram> fails, Duration limit) {
    this(fails, limit, () -> false);
  }

  /**
   * @param fails whether a program still fails in the way that is looked for; may be asked about
   *     programs that fail otherwise, or throw
   * @param limit the time to spend
   * @param cancelled whether to leave it at what was found so far
   */
  public Reducer(Predicate<RandomProgram> fails, Duration limit, BooleanSupplier cancelled) {
    this.fails = fails;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.cancelled = cancelled;
  }

  /** The smallest program that was found: the given one if nothing smaller fails. */
  public RandomProgram reduce(RandomProgram program) {
    RandomProgram smallest = program;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Reduction reduction : REDUCTIONS) {
        RandomProgram smaller = exhaust(reduction, smallest);
        changed |= smaller != smallest;
        smallest = smaller;
      }
    }
    return smallest;
  }

  /** Applies one kind of step until it finds nothing. */
  private RandomProgram exhaust(Reduction reduction, RandomProgram program) {
    RandomProgram smallest = program;
    Iterator<RandomProgram> candidates = reduction.candidates(smallest).iterator();
    while (!isOver() && candidates.hasNext()) {
      RandomProgram candidate = candidates.next();
      if (fails.test(candidate)) {
        smallest = candidate;
        candidates = reduction.candidates(smallest).iterator();
      }
    }
    return smallest;
  }

  private boolean isOver() {
    return System.nanoTime() > deadline || cancelled.getAsBoolean();
  }

  /** The number of instructions, parameters and constants aside. */
  public static int size(HloModule module) {
    int size = 0;
    for (HloComputation computation : module.computations()) {
      for (var instruction : computation.instructions()) {
        switch (instruction.opcode()) {
          case PARAMETER, CONSTANT -> {}
          default -> size++;
        }
      }
    }
    return size;
  }

  /** The same in words: {@code 1 instruction}. */
  public static String sizeText(HloModule module) {
    int size = size(module);
    return size + (size == 1 ? " instruction" : " instructions");
  }
}
