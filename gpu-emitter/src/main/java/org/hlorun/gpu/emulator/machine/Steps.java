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
      int[] widths) {
    return new LoadStep(space, base, displacement, bytes, results, signed, widths);
  }

  public static Step store(Space space, int base, long displacement, int bytes, int[] values) {
    return new StoreStep(space, base, displacement, bytes, values);
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
