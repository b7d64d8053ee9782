package org.hlorun.fusion.pass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each pass ran, how often it changed something, and how long it took. */
public final class PassStatistics {
  /**
   * One pass.
   *
   * @param name its name
   * @param runs how often it ran
   * @param changes in how many runs it changed something
   * @param nanos the time of all runs, without dumps and verification
   */
  public record Entry(String name, int runs, int changes, long nanos) {
    Entry plus(boolean changed, long moreNanos) {
      return new Entry(name, runs + 1, changes + (changed ? 1 : 0), nanos + moreNanos);
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  void record(String name, boolean changed, long nanos) {
    entries.merge(
        name,
        new Entry(name, 1, changed ? 1 : 0, nanos),
        (known, added) -> known.plus(changed, nanos));
  }

  /** The passes in the order in which they ran first. */
  public List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  /** The time of all passes in nanoseconds. */
  public long totalNanos() {
    return entries.values().stream().mapToLong(Entry::nanos).sum();
  }

  /** A table, the slowest pass first. */
  public String table() {
    StringBuilder text =
        new StringBuilder("%-36s %5s %8s %10s%n".formatted("pass", "runs", "changed", "ms"));
    entries.values().stream()
        .sorted(Comparator.comparingLong(Entry::nanos).reversed())
        .forEach(e -> append(text, e));
    append(text, new Entry("total", 0, 0, totalNanos()));
    return text.toString();
  }

  private static void append(StringBuilder text, Entry entry) {
    text.append(
        "%-36s %5d %8d %10.2f%n"
            .formatted(entry.name, entry.runs, entry.changes, entry.nanos / 1e6));
  }
}
