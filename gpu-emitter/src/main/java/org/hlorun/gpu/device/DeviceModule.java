package org.hlorun.gpu.device;

/** A PTX text that a device has taken in. */
public interface DeviceModule extends AutoCloseable {
  /**
   * A kernel of the text ({@code .entry}).
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  DeviceFunction function(String name);

  @Override
  void close();
}
