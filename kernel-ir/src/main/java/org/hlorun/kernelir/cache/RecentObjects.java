package org.hlorun.kernelir.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Object code in memory by key; what was not used for longest goes when there is too much. */
public final class RecentObjects implements ObjectStore {
  /** What this process compiled lately. */
  public static final RecentObjects PROCESS = new RecentObjects(64L << 20);

  /** Code of the compiler's library that programs of this process use. */
  public static final RecentObjects LIBRARY = new RecentObjects(16L << 20);

  private static final float LOAD_FACTOR = 0.75f;

  private final long maxBytes;
  private final Map<String, byte[]> objects = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private long bytes;

  /**
   * @param maxBytes of all objects together
   */
  public RecentObjects(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized Optional<byte[]> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public synchronized void put(String key, byte[] object) {
    byte[] before = objects.put(key, object);
    bytes += object.length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = objects.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }
}
