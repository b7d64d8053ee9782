package org.hlorun.gpu.emulator.machine;

/** One of the 16 barriers of a block. */
final class Barrier {
  /** How many threads it waits for; 0 stands for all of the block. */
  private int expected;

  private int arrived;
  private int yes;

  boolean isIdle() {
    return arrived == 0;
  }

  int expected() {
    return expected;
  }

  int arrived() {
    return arrived;
  }

  /** How many of those that came said yes. */
  int yes() {
    return yes;
  }

  /** Some threads have come. */
  void arrive(int threads, int newExpected, int saidYes) {
    expected = newExpected;
    arrived += threads;
    yes += saidYes;
  }

  boolean isComplete(int threadsOfBlock) {
    return arrived > 0 && arrived >= (expected == 0 ? threadsOfBlock : expected);
  }

  void reset() {
    arrived = 0;
    expected = 0;
    yes = 0;
  }
}
