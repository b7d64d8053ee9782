package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.device.TensorMap.Swizzle;

/**
 * Where the elements of a matrix of {@code wgmma} lie in shared memory (PTX ISA, "Matrix Descriptor
 * Format" of wgmma). "Lines" are rows of the left matrix, columns of the right one.
 *
 * @param start the address that it begins at
 * @param leading distance in bytes of repetitions of the pattern along the leading dimension
 * @param stride distance in bytes of groups of eight along the other one
 * @param swizzle how pieces of 16 bytes are exchanged
 */
record MatrixDescriptor(long start, long leading, long stride, Swizzle swizzle) {
  private static final int FIELD = 0x3FFF;

  /** Lines, or positions of the depth, that lie together. */
  private static final int GROUP = 8;

  private static final int PIECE = 16;

  private static final Swizzle[] SWIZZLES = {
    Swizzle.NONE, Swizzle.BYTES_128, Swizzle.BYTES_64, Swizzle.BYTES_32
  };

  /** The descriptor of 64 bits; null if it has a base offset, which is not supported. */
  static MatrixDescriptor of(long bits) {
    if ((bits >>> 49 & 7) != 0) {
      return null;
    }
    return new MatrixDescriptor(
        (bits & FIELD) << 4,
        (bits >>> 16 & FIELD) << 4,
        (bits >>> 32 & FIELD) << 4,
        SWIZZLES[(int) (bits >>> 62)]);
  }

  /** The address of an element whose neighbours along the depth are its neighbours in memory. */
  long alongDepth(int line, int depth, int bytes) {
    long at = (long) depth * bytes;
    long address = start + line / GROUP * stride + (long) (line % GROUP) * swizzle.width();
    address += swizzle == Swizzle.NONE ? at / PIECE * leading + at % PIECE : at;
    return swizzle.apply(address);
  }

  /** The address of an element whose neighbours of other lines are its neighbours in memory. */
  long acrossDepth(int line, int depth, int bytes) {
    int lines = swizzle.width() / bytes;
    boolean plain = swizzle == Swizzle.NONE;
    long address =
        start
            + line / lines * (plain ? stride : leading)
            + (long) (line % lines) * bytes
            + depth / GROUP * (plain ? leading : stride)
            + (long) (depth % GROUP) * swizzle.width();
    return swizzle.apply(address);
  }
}
