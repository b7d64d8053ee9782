package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code shfl.sync}: each lane gets what another one has. */
final class ShuffleStep extends WarpStep {
  private final Shuffle mode;
  private final int result;
  private final int inRange;
  private final int value;
  private final int b;
  private final int c;

  /**
   * @param registers result, value, b, c and mask
   * @param inRange the predicate that says whether the other lane was in range, or -1
   */
  ShuffleStep(Shuffle mode, int[] registers, int inRange) {
    super(registers[4]);
    this.mode = mode;
    this.result = registers[0] * Warp.LANES;
    this.value = registers[1] * Warp.LANES;
    this.b = registers[2] * Warp.LANES;
    this.c = registers[3] * Warp.LANES;
    this.inRange = inRange;
  }

  @Override
  void run(Warp warp, int together) {
    long[] r = warp.registers;
    long[] read = new long[Warp.LANES];
    int valid = 0;
    for (int rest = together; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int bound = (int) r[c + lane];
      int segment = bound >>> 8 & 31;
      int last = lane & segment | bound & 31 & ~segment;
      int source = mode.source(lane, (int) r[b + lane] & 31, segment);
      if (mode.inRange(source, last)) {
        valid |= 1 << lane;
      } else {
        source = lane;
      }
      if ((together >>> source & 1) == 0) {
        throw warp.fault(
            lane,
            DiagnosticCode.CHECK_FAILED,
            "lane %d reads from lane %d, which does not take part (lanes %s do)"
                .formatted(lane, source, Warp.lanes(together)),
            "let all lanes that are read from run the instruction");
      }
      read[lane] = r[value + source];
    }
    for (int rest = together; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      r[result + lane] = read[lane];
    }
    if (inRange >= 0) {
      warp.setPredicate(inRange, together, valid);
    }
  }
}
