package org.hlorun.gpu.device;

import java.util.List;

/**
 * An array in global memory as the tensor memory accelerator of sm_90 sees it: boxes of it are
 * copied to shared memory by one instruction ({@code cp.async.bulk.tensor}). The first dimension is
 * that of neighbours in memory. What lies outside of the array is copied as zeros.
 *
 * @param type the type of the elements
 * @param sizes elements along each dimension, the innermost first; 1 to 5 dimensions
 * @param strides distances in bytes of neighbours along each dimension but the first, multiples of
 *     16
 * @param box elements of a copy along each dimension, at most 256 each; those along the first are a
 *     multiple of 16 bytes
 * @param swizzle how a copy lies in shared memory
 */
public record TensorMap(
    Type type, List<Long> sizes, List<Long> strides, List<Integer> box, Swizzle swizzle) {
  /** Bytes of a descriptor that {@link Device#encode} makes. */
  public static final int BYTES = 128;

  private static final int MAX_RANK = 5;
  private static final int MAX_BOX = 256;
  private static final long ALIGNMENT = 16;
  private static final long STRIDE_LIMIT = 1L << 40;
  private static final long SIZE_LIMIT = 1L << 32;

  /** Types of elements. */
  public enum Type {
    U8(1),
    F16(2),
    BF16(2),
    F32(4);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of an element. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * How pieces of 16 bytes are exchanged in shared memory, so that reads down a column meet all
   * banks: the number of a piece in its line is combined with the number of the line, by exclusive
   * or.
   */
  public enum Swizzle {
    NONE(16),
    BYTES_32(32),
    BYTES_64(64),
    BYTES_128(128);

    private final int width;

    Swizzle(int width) {
      this.width = width;
    }

    /** Bytes of a line within which pieces are exchanged. */
    public int width() {
      return width;
    }

    /** Where in shared memory the byte lies that would lie at an address without exchanges. */
    public long apply(long address) {
      long pieces = width / 16 - 1;
      return address ^ (address >>> 7 & pieces) << 4;
    }
  }

  public TensorMap {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    box = List.copyOf(box);
    int rank = sizes.size();
    boolean fits =
        rank >= 1
            && rank <= MAX_RANK
            && strides.size() == rank - 1
            && box.size() == rank
            && sizes.stream().allMatch(size -> size >= 1 && size <= SIZE_LIMIT)
            && strides.stream().allMatch(s -> s % ALIGNMENT == 0 && s >= 0 && s < STRIDE_LIMIT)
            && box.stream().allMatch(extent -> extent >= 1 && extent <= MAX_BOX)
            && (long) box.getFirst() * type.bytes() % ALIGNMENT == 0
            && (swizzle == Swizzle.NONE || box.getFirst() * type.bytes() <= swizzle.width());
    if (!fits) {
      throw new IllegalArgumentException(
          "no tensor map has these sizes: %s, strides %s, boxes of %s"
              .formatted(sizes, strides, box));
    }
  }

  /** The bytes of shared memory that a copy of a box fills. */
  public int boxBytes() {
    return box.stream().reduce(type.bytes(), (product, extent) -> product * extent);
  }
}
