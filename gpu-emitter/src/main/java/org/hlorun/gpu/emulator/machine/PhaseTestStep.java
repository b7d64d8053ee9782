package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.Region;

/**
 * {@code mbarrier.test_wait.parity} and {@code try_wait.parity}. A warp of which some lanes have to
 * ask again lets others run first.
 */
final class PhaseTestStep extends Step {
  private final MemoryAccess place;
  private final int predicate;
  private final int parity;

  /**
   * @param parity the register of 0 or 1
   */
  PhaseTestStep(int predicate, int base, long displacement, int parity) {
    this.place = new MemoryAccess(Space.SHARED, base, displacement, MemoryBarriers.BYTES, 1);
    this.predicate = predicate;
    this.parity = parity * Warp.LANES;
  }

  @Override
  int execute(Warp warp, int active, int mask, int at) {
    MemoryBarriers barriers = warp.block().memoryBarriers();
    int over = 0;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = place.address(warp, lane);
      Region shared = place.region(warp, lane, address);
      MemoryBarrier barrier = barriers.at(warp, lane, MemoryAccess.offset(shared, address));
      int asked = (int) warp.registers[parity + lane] & 1;
      over |= barriers.isOver(warp, barrier, asked) ? 1 << lane : 0;
    }
    warp.setPredicate(predicate, active, over);
    return over == active ? at + 1 : warp.askAgain(at);
  }
}
