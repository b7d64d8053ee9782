package org.hlorun.gpu.emulator.machine;

/** A special register whose value stays the same while a block runs. */
@FunctionalInterface
public interface Special {
  /** Its value for a lane of a warp. */
  long value(Warp warp, int lane);
}
