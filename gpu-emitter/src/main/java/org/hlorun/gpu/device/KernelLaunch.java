package org.hlorun.gpu.device;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;

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

  /** An error of this kernel, with what it computes behind each message. */
  HloException failure(HloException error) {
    String behind = " (the kernel computes %s)".formatted(purpose);
    return new HloException(
        error.diagnostics().stream()
            .map(d -> new Diagnostic(d.code(), d.location(), d.message() + behind, d.remedy()))
            .toList());
  }
}
