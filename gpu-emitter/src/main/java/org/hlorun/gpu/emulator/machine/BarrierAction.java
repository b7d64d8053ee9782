package org.hlorun.gpu.emulator.machine;

/** What an instruction does to an {@code mbarrier}. */
public enum BarrierAction {
  INIT,
  INVALIDATE,
  /** Threads arrive. */
  ARRIVE,
  /** Bytes of copies are announced. */
  EXPECT,
  /** Bytes are announced, and one thread arrives. */
  ARRIVE_EXPECTING
}
