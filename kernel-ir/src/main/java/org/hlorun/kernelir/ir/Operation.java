package org.hlorun.kernelir.ir;

import java.util.List;

/** One step of a kernel. */
public sealed interface Operation
    permits Operation.Pure,
        Operation.Store,
        Operation.Prefetch,
        Operation.Loop,
        Operation.If,
        Operation.While,
        BlockOperation {
  /** Operations that give one value and have no effect. */
  sealed interface Pure extends Operation {
    Value result();
  }

  /** A constant of the result's type: its bits, zero-extended. */
  record Constant(Value result, long bits) implements Pure {}

  /** An index as an {@code i64}. */
  record Index(Value result, IndexExpr index) implements Pure {}

  record Unary(Value result, UnaryKind kind, Value operand) implements Pure {}

  record Binary(Value result, BinaryKind kind, Value lhs, Value rhs) implements Pure {}

  /** {@code lhs predicate rhs} as an {@code i1}. */
  record Compare(Value result, Predicate predicate, Value lhs, Value rhs) implements Pure {}

  record Select(Value result, Value condition, Value onTrue, Value onFalse) implements Pure {}

  /**
   * {@code a * b + c} rounded once; of I32 that are pairs of bf16, the products of both are added
   * ({@link KernelBuilder#fmaOfPairs}).
   */
  record Fma(Value result, Value a, Value b, Value c) implements Pure {}

  record Cast(Value result, CastKind kind, Value operand) implements Pure {}

  /** A function of the C library, lane by lane. */
  record Call(Value result, String function, List<Value> arguments) implements Pure {}

  /**
   * An f32 of a table.
   *
   * @param index an {@code i32}, of which the low bits are the number's place
   */
  record Lookup(Value result, LookupTable table, Value index) implements Pure {}

  /**
   * Reads an element.
   *
   * @param mask an {@code i1}: where it is false nothing is read and the result is zero; null =
   *     true
   */
  record Load(Value result, Buffer buffer, IndexExpr index, Value mask) implements Pure {

    // Written out, as that takes less time than having the JVM make the code: loads are keys.
    @Override
    public boolean equals(Object other) {
      return other instanceof Load that
          && result == that.result
          && buffer == that.buffer
          && index.equals(that.index)
          && mask == that.mask;
    }

    @Override
    public int hashCode() {
      return result.hashCode();
    }
  }

  /** Writes an element, where the mask is true or null. */
  record Store(Buffer buffer, IndexExpr index, Value value, Value mask) implements Operation {}

  /** Has the memory around an element brought closer, if that is possible; never fails. */
  record Prefetch(Buffer buffer, IndexExpr index) implements Operation {}

  /**
   * Runs the body for {@code variable} = 0 .. count - 1.
   *
   * @param count iterations, or the most there can be
   * @param limit an {@code i64} in {@code 0 .. count}: how many iterations there are; null = {@code
   *     count}. Serial loops have one, and the outermost, parallel loop of a kernel that is given
   *     its sizes. That of a vector loop differs from {@code count} by a multiple of {@link
   *     #limitStep}, and is no less than twice the iterations that are in flight at once
   * @param carries values handed from one iteration to the next; the body yields one for each
   * @param combiner joins carried values of two groups of iterations; null if the loop must be
   *     serial
   */
  record Loop(
      Value variable,
      long count,
      Value limit,
      LoopSchedule schedule,
      List<Carry> carries,
      Block body,
      Combiner combiner)
      implements Operation {
    public Loop {
      carries = List.copyOf(carries);
      if (limit != null && !schedule.mayHaveLimit()) {
        throw new IllegalArgumentException("a limit for a loop that is " + schedule.kind());
      }
    }

    /** A loop that always makes all its iterations. */
    public Loop(
        Value variable,
        long count,
        LoopSchedule schedule,
        List<Carry> carries,
        Block body,
        Combiner combiner) {
      this(variable, count, null, schedule, carries, body, combiner);
    }

    /**
     * What the numbers of iterations differ by multiples of that there can be. A vector loop has
     * code for what is left of some vectors, and carries values of each to vectors at known places.
     */
    public long limitStep() {
      if (schedule.kind() != LoopSchedule.Kind.VECTOR) {
        return 1;
      }
      boolean inVectors = carries.isEmpty() && Long.bitCount(schedule.together()) == 1;
      return inVectors ? schedule.width() : schedule.together();
    }

    /** The same loop with another body and schedule. */
    public Loop with(LoopSchedule otherSchedule, Block otherBody) {
      return new Loop(variable, count, limit, otherSchedule, carries, otherBody, combiner);
    }
  }

  /**
   * A value carried by a loop.
   *
   * @param result its value behind the loop
   * @param parameter its value at the start of an iteration
   * @param initial its value before the first; for vector loops of every lane, so an identity
   */
  record Carry(Value result, Value parameter, Value initial) {}

  /** Joins carried values: the block yields the combination of lefts and rights. */
  record Combiner(List<Value> lefts, List<Value> rights, Block body) {}

  /** Runs one of two blocks; the condition must not vary over the lanes of a vector loop. */
  record If(List<Value> results, Value condition, Block onTrue, Block onFalse)
      implements Operation {}

  /** Runs the body while the condition block, given the carried values, yields true. */
  record While(List<Carry> carries, Block condition, Block body) implements Operation {}
}
