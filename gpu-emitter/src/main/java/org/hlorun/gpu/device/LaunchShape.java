package org.hlorun.gpu.device;

/**
 * How many threads run a kernel.
 *
 * @param blocks number of blocks, {@code %nctaid.x}
 * @param threads threads of a block, {@code %ntid.x}, at most 1024
 * @param sharedBytes shared memory of a block beside what the kernel declares itself
 */
public record LaunchShape(long blocks, int threads, int sharedBytes) {
  public LaunchShape {
    if (blocks < 1 || blocks > Integer.MAX_VALUE || threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(
          "cannot launch %d blocks of %d threads".formatted(blocks, threads));
    }
  }
}
