package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code cp.async}: 4, 8 or 16 bytes of global memory to shared memory, some time later. */
final class AsyncCopyStep extends LaneStep {
  private final MemoryAccess target;
  private final MemoryAccess source;
  private final int word;
  private final int words;
  private final int sourceBytes;

  /**
   * @param sourceBytes the register of how many bytes are read, the others being zero; -1 for all
   */
  AsyncCopyStep(
      int target,
      long targetDisplacement,
      int source,
      long sourceDisplacement,
      int bytes,
      int sourceBytes) {
    this.word = Math.min(bytes, 8);
    this.words = bytes / word;
    this.target = new MemoryAccess(Space.SHARED, target, targetDisplacement, word, words);
    this.source = new MemoryAccess(Space.GLOBAL, source, sourceDisplacement, word, words);
    this.sourceBytes = sourceBytes * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long to = target.address(warp, lane);
      Region shared = target.region(warp, lane, to);
      long offset = MemoryAccess.offset(shared, to);
      long[] values = read(warp, lane);
      warp.copies().add(lane, () -> write(warp, lane, shared, offset, values));
    }
  }

  private long[] read(Warp warp, int lane) {
    long[] values = new long[words];
    int bytes = word * words;
    long wanted = sourceBytes < 0 ? bytes : warp.registers[sourceBytes + lane];
    if (wanted > bytes || wanted % word != 0 && wanted % 4 != 0) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "copy of %d of %d bytes".formatted(wanted, bytes),
          "read a multiple of 4 bytes, and no more than are written");
    }
    if (wanted == 0) {
      return values;
    }
    long from = source.address(warp, lane);
    Region global = source.region(warp, lane, from);
    long offset = MemoryAccess.offset(global, from);
    for (int i = 0; i < words && i * word < wanted; i++) {
      values[i] = source.load(warp, lane, global, offset + (long) i * word);
      long left = wanted - (long) i * word;
      values[i] &= Bits.mask((int) Math.min(left, 8) * 8);
    }
    return values;
  }

  private void write(Warp warp, int lane, Region shared, long offset, long[] values) {
    target.observeWrite(warp, lane, shared, offset, false, true);
    for (int i = 0; i < words; i++) {
      shared.store(offset + (long) i * word, word, values[i]);
    }
  }
}
