package org.hlorun.kernelir.ir;

import java.util.Objects;

/**
 * Memory a kernel works on: an argument, or scratch of its own.
 *
 * <p>Identity matters, not content.
 */
public final class Buffer {
  /** Where a buffer lies and who may touch it. */
  public enum Role {
    /** An argument that is only read. */
    INPUT,
    /** An argument that is written, and may be read. */
    OUTPUT,
    /** Scratch on the stack of whoever runs an iteration of the parallel loop. */
    LOCAL,
    /** Scratch that the threads of a block of a GPU share. */
    SHARED,
    /** An argument that describes an array for copies of boxes ({@link WarpgroupOperation}). */
    TENSOR_MAP
  }

  /** Arrays of so many bytes are not found in the caches when they are read again. */
  private static final long STREAMED_BYTES = 16L << 20;

  /** The count of a buffer of a kernel that is for arrays of all sizes. */
  public static final long ANY_COUNT = Long.MAX_VALUE;

  /** What the beginning of a buffer is a multiple of, in bytes, if nothing else is said. */
  public static final int ALIGNMENT = 16;

  private final String name;
  private final ScalarType type;
  private final long count;
  private final Role role;
  private final int alignment;
  private final boolean isLarge;

  /**
   * @param count number of elements
   */
  public Buffer(String name, ScalarType type, long count, Role role) {
    this(name, type, count, role, ALIGNMENT);
  }

  /**
   * A buffer of a kernel that is for all sizes.
   *
   * @param like the number of elements of an array that it may be; whether they find room in caches
   *     is the same for all arrays
   */
  public static Buffer ofAnyCount(String name, ScalarType type, long like, Role role) {
    return new Buffer(name, type, ANY_COUNT, role, ALIGNMENT, like * type.byteSize());
  }

  /**
   * An argument that is read, an array of elements of 16 bits, as integers of two neighbours each.
   * It begins where such an element may.
   *
   * @param count number of integers
   */
  public static Buffer ofPairs(String name, long count) {
    return new Buffer(name, ScalarType.I32, count, Role.INPUT, Short.BYTES);
  }

  /**
   * @param count number of elements
   * @param alignment what its beginning is a multiple of, in bytes
   * @throws IllegalArgumentException for single bits, which vectors and scalars store differently
   */
  public Buffer(String name, ScalarType type, long count, Role role, int alignment) {
    this(name, type, count, role, alignment, count == ANY_COUNT ? 0 : count * type.byteSize());
  }

  private Buffer(String name, ScalarType type, long count, Role role, int alignment, long bytes) {
    this.name = Objects.requireNonNull(name);
    if (type == ScalarType.I1) {
      throw new IllegalArgumentException("memory of single bits: " + name);
    }
    this.type = Objects.requireNonNull(type);
    this.count = count;
    this.role = Objects.requireNonNull(role);
    this.alignment = alignment;
    this.isLarge = bytes >= STREAMED_BYTES;
  }

  public String name() {
    return name;
  }

  public ScalarType type() {
    return type;
  }

  /** The number of elements, or {@link #ANY_COUNT}. */
  public long count() {
    return count;
  }

  public Role role() {
    return role;
  }

  /** Whether it is so large that what is written to it need not go through the caches of a CPU. */
  public boolean isStreamed() {
    return role == Role.OUTPUT && isLarge;
  }

  /** What its beginning is a multiple of, in bytes. */
  public int alignment() {
    return alignment;
  }
}
