package org.hlorun.cpu.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is freed together, the youngest first, and once. */
public final class OwnedResources implements AutoCloseable {

  /** Something to free. */
  @FunctionalInterface
  public interface Resource extends AutoCloseable {
    @Override
    void close();
  }

  private final Deque<Resource> resources = new ArrayDeque<>();

  /** Takes something over; it is freed at once if that fails. */
  public <T> T own(T resource, Resource freeing) {
    try {
      resources.push(freeing);
    } catch (Throwable e) {
      freeing.close();
      throw e;
    }
    return resource;
  }

  /** Frees everything, even if freeing some of it fails; the first failure is thrown. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
