package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** What a step needs to go to memory: every access is checked before it is made. */
final class MemoryAccess {
  private final Space space;
  private final int base;
  private final long displacement;
  private final int bytes;
  private final int total;

  /** The allocation that was found last; most often the next access is to the same. */
  private Region last;

  /**
   * @param space which memory
   * @param base the register that holds an address
   * @param displacement bytes that are added to it
   * @param bytes of an element
   * @param elements how many consecutive elements; the address is a multiple of the size of all
   */
  MemoryAccess(Space space, int base, long displacement, int bytes, int elements) {
    this.space = space;
    this.base = base * Warp.LANES;
    this.displacement = displacement;
    this.bytes = bytes;
    this.total = bytes * elements;
  }

  int bytes() {
    return bytes;
  }

  int total() {
    return total;
  }

  /** The address of a lane, within its own memory if that is known. */
  long address(Warp warp, int lane) {
    return warp.registers[base + lane] + displacement;
  }

  /**
   * The memory that has what all lanes go to, with their offsets there in {@code warp.offsets};
   * null if that is not clear, and each lane has to be looked at.
   */
  Region common(Warp warp, int active) {
    Region region =
        switch (space) {
          case GLOBAL -> last;
          case SHARED -> warp.block().shared();
          case PARAM -> warp.block().grid().parameters();
          default -> null;
        };
    if (region == null || !region.alive()) {
      return null;
    }
    long[] registers = warp.registers;
    long[] offsets = warp.offsets;
    long shift = displacement - region.base();
    long limit = region.size() - total;
    long wrong = 0;
    if (active == LaneStep.ALL) {
      for (int lane = 0; lane < Warp.LANES; lane++) {
        long offset = registers[base + lane] + shift;
        offsets[lane] = offset;
        wrong |= offset | limit - offset | -(offset & total - 1);
      }
    } else {
      for (int rest = active; rest != 0; rest &= rest - 1) {
        int lane = Integer.numberOfTrailingZeros(rest);
        long offset = registers[base + lane] + shift;
        offsets[lane] = offset;
        wrong |= offset | limit - offset | -(offset & total - 1);
      }
    }
    return wrong < 0 ? null : region;
  }

  /** Whether accesses to a region are looked at for races. */
  static boolean isWatched(Warp warp, Region region) {
    return warp.block().races() != null && region == warp.block().shared();
  }

  /** The memory that has what a lane goes to; its offset there is {@link #offset}. */
  Region region(Warp warp, int lane, long address) {
    if (space == Space.GLOBAL) {
      Region found = last;
      if (found != null && found.holds(address, total) && (address & total - 1) == 0) {
        return found;
      }
    }
    return find(warp, lane, address);
  }

  /** Where an address is in the region that was found for it. */
  static long offset(Region region, long address) {
    long offset = address - region.base();
    return offset >= 0 && offset < region.size()
        ? offset
        : (address & AddressMap.WINDOW - 1) - region.base();
  }

  private Region find(Warp warp, int lane, long address) {
    Space where = space == Space.GENERIC ? spaceOf(address) : space;
    long local =
        space == Space.GENERIC && where != Space.GLOBAL ? address & AddressMap.WINDOW - 1 : address;
    Region region =
        switch (where) {
          case SHARED -> warp.block().shared();
          case LOCAL -> warp.localOf(lane);
          case PARAM -> warp.block().grid().parameters();
          default -> warp.block().grid().memory().find(address, total);
        };
    if (region == null || !region.holds(local, total)) {
      throw outside(warp, lane, where, local, region);
    }
    if ((local & total - 1) != 0) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "access of %d bytes at 0x%x, which is no multiple of %d".formatted(total, local, total),
          "align the address, or access smaller elements");
    }
    if (where == Space.GLOBAL) {
      last = region;
    }
    return region;
  }

  private static Space spaceOf(long address) {
    if (AddressMap.isIn(AddressMap.SHARED, address)) {
      return Space.SHARED;
    }
    if (AddressMap.isIn(AddressMap.LOCAL, address)) {
      return Space.LOCAL;
    }
    return AddressMap.isIn(AddressMap.PARAM, address) ? Space.PARAM : Space.GLOBAL;
  }

  private LaneFault outside(Warp warp, int lane, Space where, long address, Region region) {
    String place =
        switch (where) {
          case GLOBAL, GENERIC -> warp.block().grid().memory().nearest(address);
          default ->
              region == null
                  ? "the kernel has no %s memory".formatted(lower(where))
                  : "%s memory has the bytes 0x%x..0x%x"
                      .formatted(lower(where), region.base(), region.base() + region.size() - 1);
        };
    return warp.fault(
        lane,
        DiagnosticCode.CHECK_FAILED,
        "access of %d bytes at 0x%x is out of bounds: %s".formatted(total, address, place),
        "check the index and the size of the buffer");
  }

  private static String lower(Space where) {
    return where.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What watches accesses to a region; null if nothing does. */
  private static RaceDetector races(Warp warp, Region region) {
    return region == warp.block().shared() ? warp.block().races() : null;
  }

  /** A read of shared memory, which must not race with a write. */
  void observeRead(Warp warp, int lane, Region region, long offset, boolean isStrong) {
    RaceDetector races = races(warp, region);
    if (races != null) {
      report(
          warp,
          lane,
          region,
          offset,
          "reads",
          races.read(warp.index(), lane, offset, total, isStrong, warp.running()));
    }
  }

  /**
   * A write of shared memory, which must not race with another access.
   *
   * @param changes whether it changes what is there
   */
  void observeWrite(
      Warp warp, int lane, Region region, long offset, boolean isStrong, boolean changes) {
    RaceDetector races = races(warp, region);
    if (races != null) {
      report(
          warp,
          lane,
          region,
          offset,
          "writes",
          races.write(warp.index(), lane, offset, total, isStrong, changes, warp.running()));
    }
  }

  /** A read by {@code wgmma}, which must see what was written and not race with it. */
  void observeAsyncRead(Warp warp, int lane, Region region, long offset) {
    observeRead(warp, lane, region, offset, false);
    requireFence(warp, lane, region, offset);
  }

  /** A write by TMA, which must come behind what was written and not race with it. */
  void observeAsyncWrite(Warp warp, int lane, Region region, long offset) {
    requireFence(warp, lane, region, offset);
    observeWrite(warp, lane, region, offset, false, true);
    RaceDetector races = races(warp, region);
    if (races != null) {
      races.overwrite(offset, total);
    }
  }

  private void requireFence(Warp warp, int lane, Region region, long offset) {
    RaceDetector races = races(warp, region);
    Race unfenced = races == null ? null : races.unfenced(warp.index(), offset, total);
    if (unfenced != null) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "it comes by the async proxy to %d bytes of shared memory at 0x%x, which %s"
              .formatted(total, region.base() + offset, unfenced.describe(warp.block())),
          "put a fence.proxy.async behind what wrote them, before the barrier");
    }
  }

  private void report(Warp warp, int lane, Region region, long offset, String verb, Race race) {
    if (race != null) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "race on shared memory: it %s %d bytes at 0x%x, which %s"
              .formatted(verb, total, region.base() + offset, race.describe(warp.block())),
          race.warp() == warp.index()
              ? "put a bar.warp.sync or a bar.sync between the two"
              : "put a bar.sync between the two");
    }
  }

  /** Reads an element, which must have been written. */
  long load(Warp warp, int lane, Region region, long offset) {
    if (!region.isWritten(offset, bytes)) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "read of %d bytes at 0x%x, byte %d of %s, that were never written"
              .formatted(bytes, region.base() + offset, offset, region.name()),
          "write them first, or check the index");
    }
    return region.load(offset, bytes);
  }

  void requireWritable(Warp warp, int lane, Region region) {
    if (region.readOnly()) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "write to %s, which cannot be written".formatted(region.name()),
          null);
    }
  }
}
