package org.hlorun.gpu.roofline;

/**
 * What a GPU can do at most, as its maker documents it.
 *
 * @param name what it is called
 * @param processors streaming multiprocessors
 * @param bytesPerSecond bandwidth of its memory
 * @param floatsPerSecond operations on f32 outside of tensor cores; a multiply-add is two
 * @param integersPerSecond operations on 32-bit integers
 * @param matrixPerSecond operations of tensor cores on bf16 and f16, without sparsity; on 8 bits
 *     twice as many
 */
public record GpuLimits(
    String name,
    int processors,
    double bytesPerSecond,
    double floatsPerSecond,
    double integersPerSecond,
    double matrixPerSecond) {
  /** Operations on f32 of a processor in a cycle. */
  private static final double FLOATS_PER_CYCLE = 2 * 128;

  /** Bytes of a processor's shared memory in a cycle: 32 banks of four bytes. */
  private static final double SHARED_BYTES_PER_CYCLE = 32 * 4;

  /** Powers of two of a processor in a cycle (CUDA C++ Programming Guide, table of throughput). */
  private static final double SPECIAL_FUNCTIONS_PER_CYCLE = 16;

  /** Registers of a processor. */
  static final int REGISTERS = 65536;

  /** Threads that a processor holds. */
  static final int THREADS = 2048;

  /** Blocks that a processor holds. */
  static final int BLOCKS = 32;

  /** Shared memory of a processor, in bytes; each block takes 1 KiB more than it asks for. */
  static final int SHARED_BYTES = 228 << 10;

  static final int SHARED_BYTES_OF_SYSTEM = 1 << 10;

  /** Registers are handed to warps in such pieces. */
  static final int REGISTER_PIECE = 256;

  static final int WARP = 32;

  /** Bandwidth of the shared memory of all processors, at the clock of the other figures. */
  double sharedBytesPerSecond() {
    return floatsPerSecond / FLOATS_PER_CYCLE * SHARED_BYTES_PER_CYCLE;
  }

  /** Powers of two, at the same clock. */
  double specialFunctionsPerSecond() {
    return floatsPerSecond / FLOATS_PER_CYCLE * SPECIAL_FUNCTIONS_PER_CYCLE;
  }

  /** NVIDIA H100 SXM5 ("NVIDIA H100 Tensor Core GPU Architecture", table 3). */
  public static final GpuLimits H100 =
      new GpuLimits("H100", 132, 3.35e12, 66.9e12, 33.5e12, 989.4e12);

  /** NVIDIA H200 SXM: the processor of the H100, with faster memory (its data sheet). */
  public static final GpuLimits H200 =
      new GpuLimits("H200", 132, 4.8e12, 66.9e12, 33.5e12, 989.4e12);
}
