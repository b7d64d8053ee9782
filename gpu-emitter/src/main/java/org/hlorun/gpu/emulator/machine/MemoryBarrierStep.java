package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.Region;

/** {@code mbarrier.init}, {@code inval}, {@code arrive} and {@code expect_tx}. */
final class MemoryBarrierStep extends LaneStep {
  private final BarrierAction action;
  private final MemoryAccess place;
  private final int count;

  /**
   * @param base the register of the address in shared memory
   * @param count the register of how many threads or bytes; -1 for one thread
   */
  MemoryBarrierStep(BarrierAction action, int base, long displacement, int count) {
    this.action = action;
    this.place = new MemoryAccess(Space.SHARED, base, displacement, MemoryBarriers.BYTES, 1);
    this.count = count * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = place.address(warp, lane);
      Region shared = place.region(warp, lane, address);
      run(warp, lane, shared, MemoryAccess.offset(shared, address));
    }
  }

  private void run(Warp warp, int lane, Region shared, long offset) {
    MemoryBarriers barriers = warp.block().memoryBarriers();
    long number = count < 0 ? 1 : warp.registers[count + lane] & 0xFFFF_FFFFL;
    switch (action) {
      case INIT -> {
        place.observeWrite(warp, lane, shared, offset, false, true);
        barriers.make(warp, lane, shared, offset, number);
      }
      case INVALIDATE -> barriers.remove(warp, lane, offset);
      case ARRIVE -> barriers.arrive(warp, lane, barriers.at(warp, lane, offset), number);
      case EXPECT -> barriers.announce(warp, lane, barriers.at(warp, lane, offset), number);
      case ARRIVE_EXPECTING -> {
        MemoryBarrier barrier = barriers.at(warp, lane, offset);
        barriers.announce(warp, lane, barrier, number);
        barriers.arrive(warp, lane, barrier, 1);
      }
    }
  }
}
