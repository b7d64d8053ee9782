package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Offsets in one arena: locations are placed one by one, largest first, each at the lowest place
 * where nothing lies that is in use at the same time.
 */
final class ArenaPacking {
  private final long alignment;
  private final List<Location> placed = new ArrayList<>();

  ArenaPacking(long alignment) {
    this.alignment = alignment;
  }

  /**
   * Gives every location an offset.
   *
   * @return the size of the arena
   */
  long place(List<Location> locations) {
    List<Location> order = new ArrayList<>(locations);
    order.sort(
        Comparator.comparingLong(Location::size).reversed().thenComparingInt(Location::start));
    long size = 0;
    for (Location location : order) {
      place(location);
      size = Math.max(size, location.offset() + location.size());
    }
    return size;
  }

  private void place(Location location) {
    long offset = 0;
    for (Location other : placed) {
      boolean together = location.start() <= other.end() && other.start() <= location.end();
      if (together && other.offset() < offset + location.size()) {
        offset = Math.max(offset, align(other.offset() + other.size()));
      }
    }
    location.setOffset(offset);
    int position = placed.size();
    while (position > 0 && placed.get(position - 1).offset() > offset) {
      position--;
    }
    placed.add(position, location);
  }

  private long align(long offset) {
    return Math.ceilDiv(offset, alignment) * alignment;
  }
}
