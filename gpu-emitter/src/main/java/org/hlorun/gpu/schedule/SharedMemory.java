package org.hlorun.gpu.schedule;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Kernel;

/**
 * Where the buffers lie that the threads of a group share.
 *
 * @param offsets where each begins in the memory of its group, in bytes
 * @param groupBytes bytes that each group has
 */
public record SharedMemory(Map<Buffer, Long> offsets, long groupBytes) {
  /** What a block can have without asking the driver for more. */
  public static final int STATIC_BYTES = 48 << 10;

  private static final long ALIGNMENT = 16;

  /** The shared memory of a kernel that groups of a size run. */
  static SharedMemory of(Kernel kernel, int groupSize) {
    Map<Buffer, Long> offsets = new HashMap<>();
    long offset = 0;
    for (Buffer local : kernel.locals()) {
      if (groupSize > 1 || local.role() == Buffer.Role.SHARED) {
        offsets.put(local, offset);
        long end = offset + local.count() * local.type().byteSize();
        offset = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
      }
    }
    return new SharedMemory(offsets, offset);
  }

  /** Whether a buffer lies here. */
  public boolean holds(Buffer buffer) {
    return offsets.containsKey(buffer);
  }

  /** Where a buffer begins in the memory of its group, in bytes. */
  public long offset(Buffer buffer) {
    return offsets.get(buffer);
  }
}
