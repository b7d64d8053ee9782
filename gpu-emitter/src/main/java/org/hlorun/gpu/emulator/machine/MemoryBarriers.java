package org.hlorun.gpu.emulator.machine;

import java.util.TreeMap;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** The {@code mbarrier} objects in the shared memory of a block. */
final class MemoryBarriers {
  /** Bytes of one. */
  static final int BYTES = 8;

  /** The most arrivals of a phase, and bytes that may be on their way (PTX ISA, "mbarrier"). */
  private static final int MOST = (1 << 20) - 1;

  private final TreeMap<Long, MemoryBarrier> barriers = new TreeMap<>();
  private long events;

  /** A new block begins. */
  void clear() {
    barriers.clear();
    events = 0;
  }

  /** How often one of them has changed. */
  long events() {
    return events;
  }

  /** Makes one. */
  void make(Warp warp, int lane, Region shared, long offset, long expected) {
    if (expected < 1 || expected > MOST) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "an mbarrier for %d arrivals".formatted(expected),
          "between 1 and " + MOST + " threads arrive in a phase");
    }
    shared.store(offset, BYTES, 0);
    barriers.put(offset, new MemoryBarrier((int) expected));
    events++;
  }

  void remove(Warp warp, int lane, long offset) {
    at(warp, lane, offset);
    barriers.remove(offset);
  }

  /** The one at an offset. */
  MemoryBarrier at(Warp warp, int lane, long offset) {
    MemoryBarrier barrier = barriers.get(offset);
    if (barrier == null) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "there is no mbarrier at 0x%x of shared memory"
              .formatted(warp.block().shared().base() + offset),
          "make it with mbarrier.init, and have all threads wait until that is done");
    }
    return barrier;
  }

  void announce(Warp warp, int lane, MemoryBarrier barrier, long bytes) {
    if (bytes > MOST || barrier.bytes() + bytes > MOST) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "an mbarrier with %d bytes on their way".formatted(barrier.bytes() + bytes),
          "at most " + MOST + " are allowed");
    }
    barrier.announce(bytes);
    events++;
  }

  void arrive(Warp warp, int lane, MemoryBarrier barrier, long count) {
    if (count < 1 || count > barrier.missing()) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "%d threads arrive at an mbarrier whose phase lacks %d"
              .formatted(count, barrier.missing()),
          "no more threads may arrive in a phase than mbarrier.init says");
    }
    if (warp.block().races() != null) {
      barrier.bring(warp.block().races().handOn(warp.index()));
    }
    barrier.arrive((int) count);
    events++;
  }

  /** Whether a phase is over; if so, the warp knows what those knew who arrived. */
  boolean isOver(Warp warp, MemoryBarrier barrier, int parity) {
    if (barrier.hasDeliveries()) {
      events++;
    }
    if (!barrier.isOver(parity)) {
      return false;
    }
    if (warp.block().races() != null && barrier.known() != null) {
      warp.block().races().learn(warp.index(), barrier.known());
    }
    return true;
  }

  /** Whether copies are on their way that nobody has waited for. */
  boolean hasDeliveries() {
    return barriers.values().stream().anyMatch(MemoryBarrier::hasDeliveries);
  }
}
