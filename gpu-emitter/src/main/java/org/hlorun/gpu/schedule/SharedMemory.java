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
 * @param alignment what the memory of the first group begins at a multiple of, in bytes
 */
public record SharedMemory(Map<Buffer, Long> offsets, long groupBytes, int alignment) {
  /** What a block can have without asking the driver for more. */
  public static final int STATIC_BYTES = 48 << 10;

  /** The shared memory of a kernel that groups of a size run. */
  static SharedMemory of(Kernel kernel, int groupSize) {
    Map<Buffer, Long> offsets = new HashMap<>();
    long offset = 0;
    int alignment = Buffer.ALIGNMENT;
    for (Buffer local : kernel.locals()) {
      if (groupSize > 1 || local.role() == Buffer.Role.SHARED) {
        offset = Math.ceilDiv(offset, (long) local.alignment()) * local.alignment();
        offsets.put(local, offset);
        alignment = Math.max(alignment, local.alignment());
        long end = offset + local.count() * local.type().byteSize();
        offset = Math.ceilDiv(end, (long) Buffer.ALIGNMENT) * Buffer.ALIGNMENT;
      }
    }
    return new SharedMemory(offsets, offset, alignment);
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
