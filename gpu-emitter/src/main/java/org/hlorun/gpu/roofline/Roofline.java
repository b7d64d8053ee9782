package org.hlorun.gpu.roofline;

/**
 * The least time that a kernel takes on a GPU by one of its limits, and how full the GPU is.
 *
 * @param limit what takes longest: {@code memory}, {@code f32}, {@code integers}, {@code tensor
 *     cores}, {@code shared memory}, {@code special functions}
 * @param seconds how long that takes
 * @param occupancy the share of the threads that a processor can hold that it does hold
 * @param waves how often all processors are filled with blocks: below 1 some have nothing to do
 */
public record Roofline(String limit, double seconds, double occupancy, double waves) {
  /** The resources of a block. */
  public record Resources(int registers, long sharedBytes, int threads, long blocks) {}

  /** What a kernel can reach. */
  public static Roofline of(KernelWork work, Resources resources, GpuLimits limits) {
    String[] names = {
      "memory", "f32", "integers", "tensor cores", "shared memory", "special functions"
    };
    double[] seconds = {
      work.bytes() / limits.bytesPerSecond(),
      work.floats() / limits.floatsPerSecond(),
      work.integers() / limits.integersPerSecond(),
      work.matrix() / limits.matrixPerSecond()
          + work.matrixOfBytes() / (2 * limits.matrixPerSecond()),
      work.sharedBytes() / limits.sharedBytesPerSecond(),
      work.specialFunctions() / limits.specialFunctionsPerSecond()
    };
    int most = 0;
    for (int i = 1; i < seconds.length; i++) {
      most = seconds[i] > seconds[most] ? i : most;
    }
    int held = residentBlocks(resources);
    return new Roofline(
        names[most],
        seconds[most],
        (double) held * resources.threads() / GpuLimits.THREADS,
        (double) resources.blocks() / ((double) held * limits.processors()));
  }

  /**
   * Blocks that a processor holds at once (CUDA C++ Programming Guide, "Hardware Multithreading",
   * compute capability 9.0).
   */
  static int residentBlocks(Resources resources) {
    int warps = Math.ceilDiv(resources.threads(), GpuLimits.WARP);
    int ofWarp =
        Math.ceilDiv(resources.registers() * GpuLimits.WARP, GpuLimits.REGISTER_PIECE)
            * GpuLimits.REGISTER_PIECE;
    long byRegisters = GpuLimits.REGISTERS / ((long) ofWarp * warps);
    long byShared =
        GpuLimits.SHARED_BYTES / (resources.sharedBytes() + GpuLimits.SHARED_BYTES_OF_SYSTEM);
    long byThreads = GpuLimits.THREADS / ((long) warps * GpuLimits.WARP);
    return (int) Math.min(Math.min(byRegisters, byShared), Math.min(byThreads, GpuLimits.BLOCKS));
  }
}
