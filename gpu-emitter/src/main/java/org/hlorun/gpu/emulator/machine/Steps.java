package org.hlorun.gpu.emulator.machine;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.hlorun.gpu.emulator.arithmetic.Comparison;
import org.hlorun.gpu.emulator.arithmetic.MatrixElements;
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

  /**
   * A copy from global to shared memory.
   *
   * @param target the register of the address in shared memory
   * @param source the register of the address in global memory
   * @param sourceBytes the register of how many bytes are read, or -1 for all
   */
  public static Step asyncCopy(
      int target,
      long targetDisplacement,
      int source,
      long sourceDisplacement,
      int bytes,
      int sourceBytes) {
    return new AsyncCopyStep(
        target, targetDisplacement, source, sourceDisplacement, bytes, sourceBytes);
  }

  /** Copies since the last time become a group. */
  public static Step asyncCommit() {
    return new AsyncWaitStep(AsyncWaitStep.COMMIT);
  }

  /** Waits for all groups of copies but some. */
  public static Step asyncWait(int pending) {
    return new AsyncWaitStep(pending);
  }

  public static Step asyncWaitAll() {
    return new AsyncWaitStep(AsyncWaitStep.ALL_COPIES);
  }

  /** A product of matrices that lanes hold together. */
  public static Step matrixMultiply(
      int rows, int depth, MatrixElements elements, int[] d, int[] a, int[] b, int[] c) {
    return new MatrixMultiplyStep(rows, depth, elements, d, a, b, c);
  }

  /** Matrices of 8 x 8 elements of 16 bits, from or to shared memory. */
  public static Step matrixMove(
      Space space,
      int base,
      long displacement,
      int[] registers,
      boolean transposed,
      boolean stores) {
    return new MatrixMoveStep(space, base, displacement, registers, transposed, stores);
  }

  /**
   * What is done to an mbarrier.
   *
   * @param count the register of threads or bytes, or -1 for one thread
   */
  public static Step memoryBarrier(BarrierAction action, int base, long displacement, int count) {
    return new MemoryBarrierStep(action, base, displacement, count);
  }

  /** Whether a phase of an mbarrier is over. */
  public static Step phaseTest(int predicate, int base, long displacement, int parity) {
    return new PhaseTestStep(predicate, base, displacement, parity);
  }

  /**
   * A copy of a box of an array to shared memory.
   *
   * @param bases registers of addresses: of the box in shared memory, the tensor map, the mbarrier
   * @param displacements what is added to each
   * @param mapSpace where the tensor map is
   * @param coordinates registers of the position of the box, innermost first
   */
  public static Step tensorCopy(
      int[] bases, long[] displacements, Space mapSpace, int[] coordinates) {
    return new TensorCopyStep(
        new TensorCopyStep.Address(Space.SHARED, bases[0], displacements[0]),
        new TensorCopyStep.Address(mapSpace, bases[1], displacements[1]),
        new TensorCopyStep.Address(Space.SHARED, bases[2], displacements[2]),
        coordinates);
  }

  /** What was written to registers is seen by products of a warpgroup. */
  public static Step warpgroupFence() {
    return new WarpgroupControlStep(WarpgroupControlStep.FENCE);
  }

  /** Products of a warpgroup since the last time become a group. */
  public static Step warpgroupCommit() {
    return new WarpgroupControlStep(WarpgroupControlStep.COMMIT);
  }

  /** Waits for all groups of products but some. */
  public static Step warpgroupWait(int pending) {
    return new WarpgroupControlStep(pending);
  }

  /**
   * A product of matrices in shared memory.
   *
   * @param shape columns, depth, and bytes of an element
   * @param turned of each factor, whether neighbours across the depth are neighbours in memory
   * @param negative of each factor, whether it is negated
   * @param a the register of the left factor's descriptor
   * @param b the register of the right factor's descriptor
   * @param adds the predicate that says whether the sums from before are added
   */
  public static Step warpgroupMultiply(
      int[] shape,
      boolean[] turned,
      boolean[] negative,
      MatrixElements elements,
      int[] d,
      int[] a,
      int b,
      int adds) {
    WarpgroupMultiplyStep.Form form =
        new WarpgroupMultiplyStep.Form(
            shape[0], shape[1], shape[2], turned[0], turned[1], negative[0], negative[1]);
    return new WarpgroupMultiplyStep(form, elements, d, a, b, adds);
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

  /**
   * Makes writes visible to all threads.
   *
   * @param showsAsyncProxy whether to {@code wgmma} and TMA, too
   */
  public static Step fence(boolean showsAsyncProxy) {
    return new FenceStep(showsAsyncProxy);
  }

  /** A counter that grows: {@code (counter >>> shift) & mask}. */
  public static Step clock(int result, long mask, int shift) {
    return new ClockStep(result, mask, shift);
  }

  public static Step exit() {
    return new ExitStep();
  }
}
