package org.hlorun.gpu.emulator.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * An {@code mbarrier} object. Its phase ends when as many threads have arrived as it was made for,
 * and as many bytes of asynchronous copies as were announced; the next one begins at once.
 *
 * <p>Copies that signal it are written when somebody first looks whether a phase is over: who reads
 * without looking finds what was there before.
 */
final class MemoryBarrier {
  private final int expected;
  private final List<Delivery> deliveries = new ArrayList<>();
  private int missing;
  private long bytes;
  private long phase;
  private long[] arrived;
  private long[] completed;

  /** A copy on its way. */
  interface Delivery {
    /** Writes it; gives how many bytes have come. */
    long write();
  }

  /**
   * @param expected arrivals of a phase
   */
  MemoryBarrier(int expected) {
    this.expected = expected;
    this.missing = expected;
  }

  int missing() {
    return missing;
  }

  /** Bytes that were announced and have not come. */
  long bytes() {
    return bytes;
  }

  boolean hasDeliveries() {
    return !deliveries.isEmpty();
  }

  /** More bytes will come in this phase. */
  void announce(long more) {
    bytes += more;
  }

  void deliver(Delivery delivery) {
    deliveries.add(delivery);
  }

  /** Threads have arrived. */
  void arrive(int count) {
    missing -= count;
    endPhase();
  }

  /** Whether the last phase whose number is odd (1) or even (0) is over. */
  boolean isOver(int parity) {
    List<Delivery> ready = List.copyOf(deliveries);
    deliveries.clear();
    for (Delivery delivery : ready) {
      bytes -= delivery.write();
      endPhase();
    }
    return (phase & 1) != parity;
  }

  private void endPhase() {
    if (missing == 0 && bytes == 0) {
      phase++;
      missing = expected;
      completed = joined(completed, arrived);
      arrived = null;
    }
  }

  /** What those who arrive know is known to those who wait. */
  void bring(long[] clocks) {
    arrived = joined(arrived, clocks);
  }

  /** What all knew who arrived in phases that are over; null if that is nothing. */
  long[] known() {
    return completed;
  }

  private static long[] joined(long[] a, long[] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    long[] result = a.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.max(result[i], b[i]);
    }
    return result;
  }
}
