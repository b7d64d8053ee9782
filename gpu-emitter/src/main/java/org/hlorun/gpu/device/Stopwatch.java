package org.hlorun.gpu.device;

/** Measures what a device does, by the device's own clock. One thread uses it, once. */
public interface Stopwatch extends AutoCloseable {
  /** The time runs from when all is done that was asked of the device so far. */
  void start();

  /**
   * Waits for the device.
   *
   * @return the nanoseconds from the start to the end of all that was asked of it since
   * @throws org.hlorun.language.diagnostic.HloException if something of it failed
   */
  long stop();

  @Override
  void close();
}
