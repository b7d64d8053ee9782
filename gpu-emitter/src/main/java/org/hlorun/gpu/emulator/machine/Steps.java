package org.hlorun.gpu.emulator.machine;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.hlorun.gpu.emulator.arithmetic.Comparison;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;

/**
 * Makes steps. Registers and predicates are given by number; a key stands for one function: the
 * function of a key is asked for once.
 */
public final class Steps {
  private Steps() {}

  public static Step unary(String key, Supplier<LongUnaryOperator> function, int result, int a) {
    return Specializer.make(UnaryStep.class, key, function, result, a);
  }

  public static Step binary(
      String key, Supplier<LongBinaryOperator> function, int result, int a, int b) {
    return Specializer.make(BinaryStep.class, key, function, result, a, b);
  }

  public static Step ternary(
      String key, Supplier<TernaryOperator> function, int result, int a, int b, int c) {
    return Specializer.make(TernaryStep.class, key, function, result, a, b, c);
  }

  /** A relation, as a predicate. */
  public static Step compare(
      String key, Supplier<Comparison> relation, int predicate, int a, int b) {
    return Specializer.make(CompareStep.class, key, relation, predicate, a, b);
  }

  public static Step select(int result, int a, int b, int predicate) {
    return new SelectStep(result, a, b, predicate);
  }

  /**
   * Logic of predicates.
   *
   * @param table bit {@code 4a + 2b + c} is the result for predicates a, b and c
   */
  public static Step logic(int table, int result, int a, int b, int c) {
    return new PredicateStep(table, result, a, b, c);
  }

  public static Step load(
      Space space,
      int base,
      long displacement,
      int bytes,
      int[] results,
      boolean signed,
      int[] widths,
      boolean strong) {
    return new LoadStep(space, base, displacement, bytes, results, signed, widths, strong);
  }

  public static Step store(
      Space space, int base, long displacement, int bytes, int[] values, boolean strong) {
    return new StoreStep(space, base, displacement, bytes, values, strong);
  }

  /** An atomic operation on an element. */
  public static Step atomic(
      Space space,
      int base,
      long displacement,
      int bytes,
      TernaryOperator function,
      int result,
      int b,
      int c) {
    return new AtomicStep(space, base, displacement, bytes, function, result, b, c);
  }

  /**
   * A value of another lane.
   *
   * @param registers result, value, lane operand, bounds and mask of lanes
   * @param inRange a predicate, or -1
   */
  public static Step shuffle(Shuffle mode, int[] registers, int inRange) {
    return new ShuffleStep(mode, registers, inRange);
  }

  /** A predicate or mask from the predicates of lanes. */
  public static Step vote(Vote kind, int result, int predicate, int members) {
    return new VoteStep(kind, result, predicate, members);
  }

  /** The lanes that have the same value. */
  public static Step match(int result, int value, int members, boolean all, int predicate) {
    return new MatchStep(result, value, members, all, predicate);
  }

  /** One value from those of all lanes. */
  public static Step warpReduction(
      LongBinaryOperator function, int result, int value, int members) {
    return new WarpReductionStep(function, result, value, members);
  }

  /** One lane of all. */
  public static Step elect(int result, int predicate, int members) {
    return new ElectStep(result, predicate, members);
  }

  public static Step warpBarrier(int members) {
    return new WarpBarrierStep(members);
  }

  public static Step activeMask(int result) {
    return new ActiveMaskStep(result);
  }

  /**
   * A barrier of the block.
   *
   * @param number the register of the barrier's number
   * @param count the register of how many threads take part, or -1 for all
   * @param aligned whether all lanes of a warp must come together
   * @param predicate what each thread says, or -1
   * @param result where what all said goes, or -1
   */
  public static Step barrier(
      BarrierKind kind, int number, int count, boolean aligned, int predicate, int result) {
    return new BarrierStep(kind, number, count, aligned, predicate, result);
  }

  public static Step branch() {
    return new BranchStep();
  }

  /** A branch to one of several steps, chosen by a register. */
  public static Step branchTable(int index, int choices) {
    return new BranchTableStep(index, choices);
  }

  /** Says where a branch goes to, or one choice of a table of branches. */
  public static void target(Step branch, int choice, int step) {
    if (branch instanceof BranchTableStep table) {
      table.target(choice, step);
    } else {
      ((BranchStep) branch).target(step);
    }
  }

  /**
   * A sum or a difference of long integers.
   *
   * @param carry the predicate that keeps the carry
   * @param reads whether the carry is added
   * @param writes whether the carry is kept
   */
  public static Step carry(
      int result,
      int a,
      int b,
      int carry,
      int bits,
      boolean reads,
      boolean writes,
      boolean subtracts) {
    return new CarryStep(new int[] {result, a, b}, carry, bits, reads, writes, subtracts);
  }

  /** Only lets other warps run. */
  public static Step pause() {
    return new PauseStep();
  }

  /** An error of whoever comes there. */
  public static Step trap() {
    return new TrapStep();
  }

  /** Makes writes visible to all threads. */
  public static Step fence() {
    return new FenceStep();
  }

  /** A counter that grows: {@code (counter >>> shift) & mask}. */
  public static Step clock(int result, long mask, int shift) {
    return new ClockStep(result, mask, shift);
  }

  public static Step exit() {
    return new ExitStep();
  }
}
