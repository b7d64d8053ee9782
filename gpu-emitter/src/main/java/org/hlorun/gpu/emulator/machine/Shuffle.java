package org.hlorun.gpu.emulator.machine;

/** Which lane a shuffle reads from. */
public enum Shuffle {
  UP,
  DOWN,
  BFLY,
  IDX;

  /** The lane to read from; not in range if {@link #inRange} says so. */
  int source(int lane, int b, int segment) {
    return switch (this) {
      case UP -> lane - b;
      case DOWN -> lane + b;
      case BFLY -> lane ^ b;
      case IDX -> lane & segment | b & ~segment;
    };
  }

  boolean inRange(int source, int bound) {
    return this == UP ? source >= bound : source <= bound;
  }
}
