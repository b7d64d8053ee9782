package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code trap}: the kernel itself says that something is wrong. */
final class TrapStep extends LaneStep {
  @Override
  protected void run(Warp warp, int active) {
    throw warp.fault(
        Integer.numberOfTrailingZeros(active),
        DiagnosticCode.CHECK_FAILED,
        "the kernel gave up with a trap",
        null);
  }
}
