package org.hlorun.gpu.emulator.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * The allocations of a device. Addresses are never used twice, so that memory that was given back
 * is recognised, and gaps between allocations belong to nobody.
 */
public final class GlobalMemory {
  private static final long ALIGNMENT = 256;
  private static final int REMEMBERED = 4096;

  private final long limit;
  private final boolean tracked;
  private final TreeMap<Long, Region> alive = new TreeMap<>();
  private final TreeMap<Long, Region> released = new TreeMap<>();
  private long next = AddressMap.GLOBAL;
  private long used;
  private int count;

  /**
   * @param limit how many bytes may be reserved at a time
   * @param tracked whether it is noted which bytes were written
   */
  public GlobalMemory(long limit, boolean tracked) {
    this.limit = limit;
    this.tracked = tracked;
  }

  /**
   * Reserves bytes.
   *
   * @param name what to call them in messages, or null for a number
   * @throws HloException if there are not so many
   */
  public synchronized Region allocate(long bytes, String name, boolean readOnly) {
    if (bytes > limit - used) {
      throw exhausted(bytes);
    }
    count++;
    Region region;
    try {
      String called = name == null ? "allocation " + count : name;
      region = new Region(called, next, bytes, readOnly, tracked);
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw exhausted(bytes);
    }
    alive.put(next, region);
    used += bytes;
    next += (bytes + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
    return region;
  }

  private HloException exhausted(long bytes) {
    return HloException.of(
        DiagnosticCode.MEMORY,
        "the emulated device has no %,d bytes: %,d of %,d are in use".formatted(bytes, used, limit),
        "use smaller arrays or give the JVM more memory (-Xmx)");
  }

  /** Gives back the allocation that begins at an address. */
  public synchronized void free(long address) {
    Region region = alive.remove(address);
    if (region == null) {
      boolean twice = released.containsKey(address);
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "no allocation begins at 0x%x%s"
              .formatted(address, twice ? ": it was given back before" : "; " + nearest(address)),
          "give back what allocate returned, and once");
    }
    used -= region.size();
    region.release();
    released.put(address, region);
    if (released.size() > REMEMBERED) {
      released.pollFirstEntry();
    }
  }

  /** The allocation that has all of some bytes, or null. */
  public synchronized Region find(long address, long bytes) {
    Map.Entry<Long, Region> entry = alive.floorEntry(address);
    return entry != null && entry.getValue().holds(address, bytes) ? entry.getValue() : null;
  }

  /** All allocations that were not given back. */
  public synchronized List<Region> allocations() {
    return new ArrayList<>(alive.values());
  }

  /** What to say about an address that belongs to no allocation. */
  public synchronized String nearest(long address) {
    if (address >= 0 && address < 4096) {
      return "it is a null pointer";
    }
    Map.Entry<Long, Region> dead = released.floorEntry(address);
    if (dead != null && address < dead.getKey() + dead.getValue().size()) {
      return "it is byte %d of %s, which was given back"
          .formatted(address - dead.getKey(), describe(dead.getValue()));
    }
    Map.Entry<Long, Region> below = alive.floorEntry(address);
    Map.Entry<Long, Region> above = alive.ceilingEntry(address);
    if (below == null && above == null) {
      return "there is no allocation";
    }
    if (below != null && address < end(below.getValue())) {
      return "it begins %d bytes before the end of %s"
          .formatted(end(below.getValue()) - address, describe(below.getValue()));
    }
    long toBelow = below == null ? Long.MAX_VALUE : address - end(below.getValue());
    long toAbove = above == null ? Long.MAX_VALUE : above.getKey() - address;
    return toBelow <= toAbove
        ? "it is %d bytes behind the end of %s".formatted(toBelow, describe(below.getValue()))
        : "it is %d bytes before %s".formatted(toAbove, describe(above.getValue()));
  }

  private static long end(Region region) {
    return region.base() + region.size();
  }

  private static String describe(Region region) {
    return "%s (%,d bytes at 0x%x)".formatted(region.name(), region.size(), region.base());
  }
}
