package org.hlorun.interpreter.op;

/**
 * The 128-bit number behind {@code rng-get-and-update-state}. Every run starts from the same
 * number, the one XLA:CPU starts from.
 */
public final class RngState {
  private static final long INITIAL = 0x7012395L;

  private long low = INITIAL;
  private long high;

  /**
   * Adds {@code delta}, which is sign-extended to 128 bits.
   *
   * @return the low and the high word from before
   */
  public synchronized long[] getAndAdd(long delta) {
    long[] before = {low, high};
    low += delta;
    long carry = Long.compareUnsigned(low, delta) < 0 ? 1 : 0;
    high += (delta < 0 ? -1 : 0) + carry;
    return before;
  }
}
