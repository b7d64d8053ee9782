package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** What a lane must not do. The warp adds the kernel, the instruction and the thread. */
final class LaneFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int lane;
  private final DiagnosticCode code;
  private final String remedy;

  /**
   * @param lane 0..31, or -1 if it is the whole warp
   */
  LaneFault(int lane, DiagnosticCode code, String message, String remedy) {
    super(message, null, false, false);
    this.lane = lane;
    this.code = code;
    this.remedy = remedy;
  }

  int lane() {
    return lane;
  }

  DiagnosticCode code() {
    return code;
  }

  String remedy() {
    return remedy;
  }
}
