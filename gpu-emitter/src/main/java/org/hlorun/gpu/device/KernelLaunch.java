package org.hlorun.gpu.device;

/**
 * A kernel and all that it is started with.
 *
 * @param arguments values of its parameters, each 64 bits wide
 * @param purpose what it computes, for messages
 */
public record KernelLaunch(
    DeviceFunction function, LaunchShape shape, String purpose, long... arguments) {
  public KernelLaunch {
    arguments = arguments.clone();
  }

  @Override
  public long[] arguments() {
    return arguments.clone();
  }
}
