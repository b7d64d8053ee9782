package org.hlorun.language.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Processor time of the current thread: what it took for itself, whatever else the machine does.
 * Compilation of Java code and garbage collection are other threads' time.
 */
final class ThreadClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ThreadClock() {}

  static long nanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  static double millisSince(long start) {
    return (nanos() - start) / 1e6;
  }
}
