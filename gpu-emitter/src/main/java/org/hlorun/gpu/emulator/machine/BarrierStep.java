package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code barrier} and {@code bar}: threads of a block wait for each other. */
final class BarrierStep extends Step {
  private final BarrierKind kind;
  private final int number;
  private final int count;
  private final boolean aligned;
  private final int predicate;
  private final int result;

  /**
   * @param number the register of the barrier's number
   * @param count the register of how many threads take part, or -1 for all
   * @param aligned whether all lanes of a warp must come together
   * @param predicate what each thread says, or -1
   * @param result a register for {@link BarrierKind#COUNT}, a predicate for ALL and ANY
   */
  BarrierStep(BarrierKind kind, int number, int count, boolean aligned, int predicate, int result) {
    this.kind = kind;
    this.number = number * Warp.LANES;
    this.count = count * Warp.LANES;
    this.aligned = aligned;
    this.predicate = predicate;
    this.result = result;
  }

  @Override
  int execute(Warp warp, int active, int mask, int at) {
    if (aligned && active != warp.live()) {
      return warp.converge(active, mask, at);
    }
    int first = Integer.numberOfTrailingZeros(active);
    long id = warp.registers[number + first];
    long expected = count < 0 ? 0 : warp.registers[count + first];
    if (id >= Block.BARRIERS || expected % Warp.LANES != 0) {
      throw warp.fault(
          first,
          DiagnosticCode.CHECK_FAILED,
          "barrier %d for %d threads".formatted(id, expected),
          "a block has barriers 0..15, and the number of threads is a multiple of 32");
    }
    int threads = aligned && expected > 0 ? Warp.LANES : Integer.bitCount(active);
    int yes = predicate < 0 ? 0 : Integer.bitCount(warp.predicates[predicate] & active);
    int next = at + 1;
    if (kind != BarrierKind.ARRIVE) {
      next = warp.await((int) id, active, mask, at);
    }
    warp.block().arrive(warp, (int) id, threads, (int) expected, yes);
    return next;
  }

  /** The barrier is complete: the threads that waited get what all said together. */
  void complete(Warp warp, int waiting, int arrived, int yes) {
    switch (kind) {
      case COUNT -> {
        for (int rest = waiting; rest != 0; rest &= rest - 1) {
          int lane = Integer.numberOfTrailingZeros(rest);
          warp.registers[result * Warp.LANES + lane] = yes;
        }
      }
      case ALL -> warp.setPredicate(result, waiting, yes == arrived ? -1 : 0);
      case ANY -> warp.setPredicate(result, waiting, yes > 0 ? -1 : 0);
      default -> {}
    }
  }
}
