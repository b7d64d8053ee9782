package org.hlorun.gpu.emulator.machine;

/** {@code ret} of a kernel, and {@code exit}: the lanes that run it are done. */
final class ExitStep extends Step {
  @Override
  int execute(Warp warp, int active, int mask, int at) {
    return warp.exit(active, mask, at);
  }
}
