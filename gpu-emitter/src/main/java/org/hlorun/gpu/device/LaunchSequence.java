package org.hlorun.gpu.device;

/** Launches, one after the other, that a device starts at once. */
public interface LaunchSequence extends AutoCloseable {
  /** Starts all of them behind the launches made so far; errors are as with single launches. */
  void launch();

  @Override
  void close();
}
