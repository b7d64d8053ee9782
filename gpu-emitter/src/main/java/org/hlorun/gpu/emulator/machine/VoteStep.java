package org.hlorun.gpu.emulator.machine;

/** {@code vote.sync}: what lanes say together about a predicate. */
final class VoteStep extends WarpStep {
  private final Vote kind;
  private final int result;
  private final int predicate;

  /**
   * @param result a register for {@link Vote#BALLOT}, otherwise a predicate
   * @param members the register of the mask
   */
  VoteStep(Vote kind, int result, int predicate, int members) {
    super(members);
    this.kind = kind;
    this.result = result;
    this.predicate = predicate;
  }

  @Override
  void run(Warp warp, int together) {
    int yes = warp.predicates[predicate] & together;
    if (kind == Vote.BALLOT) {
      for (int rest = together; rest != 0; rest &= rest - 1) {
        int lane = Integer.numberOfTrailingZeros(rest);
        warp.registers[result * Warp.LANES + lane] = yes & 0xFFFF_FFFFL;
      }
      return;
    }
    boolean holds =
        switch (kind) {
          case ALL -> yes == together;
          case ANY -> yes != 0;
          default -> yes == 0 || yes == together;
        };
    warp.setPredicate(result, together, holds ? -1 : 0);
  }
}
