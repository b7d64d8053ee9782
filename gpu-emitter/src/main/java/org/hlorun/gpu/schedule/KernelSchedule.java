package org.hlorun.gpu.schedule;

import java.util.List;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * How a kernel is laid over the threads of a GPU. The iterations of its grid loops are handed to
 * groups of threads; a group of one thread runs the code as it is written, a larger one shares the
 * iterations of every vector loop among its threads and runs all else in step.
 *
 * @param kernel the kernel
 * @param levels the blocks from the kernel's body down to the innermost one, each of which but the
 *     last consists of pure operations and one grid loop
 * @param grid the grid loops, outermost first; levels has one more
 * @param groupSize threads that run one iteration: 1, 32 (a warp), or a block of 64 to 1024
 * @param blockSize threads of a block, a multiple of the group size
 */
public record KernelSchedule(
    Kernel kernel, List<Block> levels, List<Operation.Loop> grid, int groupSize, int blockSize) {
  /** Threads of a warp. */
  public static final int WARP = 32;

  public KernelSchedule {
    levels = List.copyOf(levels);
    grid = List.copyOf(grid);
  }

  /** The iterations of the grid loops together. */
  public long count() {
    return grid.stream().mapToLong(Operation.Loop::count).reduce(1, Math::multiplyExact);
  }

  /** Groups of a block. */
  public int groups() {
    return blockSize / groupSize;
  }

  /** Whether the kernel says itself what each thread of a block does. */
  public boolean hasThreadLoop() {
    return levels.getLast().operations().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Loop loop
                    && loop.schedule().kind() == LoopSchedule.Kind.THREADS);
  }

  /** Whether there is a loop whose number of iterations is only known when it runs. */
  public boolean hasLoopOfUnknownLength() {
    boolean[] found = {false};
    BufferUses.forEach(
        kernel.body(),
        operation ->
            found[0] |=
                operation instanceof Operation.While
                    || (operation instanceof Operation.Loop loop && loop.limit() != null));
    return found[0];
  }

  /** Where the memory lies that the threads of a group share. */
  public SharedMemory sharedMemory() {
    return SharedMemory.of(kernel, groupSize);
  }

  /** Bytes of shared memory that the launch asks for: all of it, if it is too much for the text. */
  public int dynamicSharedBytes() {
    long bytes = sharedMemory().groupBytes() * groups();
    return bytes > SharedMemory.STATIC_BYTES ? Math.toIntExact(bytes) : 0;
  }

  /** The most values that one of the kernel's loops carries from iteration to iteration. */
  public int carriedValues() {
    int[] most = {0};
    BufferUses.forEach(
        kernel.body(),
        operation -> {
          if (operation instanceof Operation.Loop loop) {
            most[0] = Math.max(most[0], loop.carries().size());
          }
        });
    return most[0];
  }

  /** How the kernel is started; null if there is nothing to do. */
  public LaunchShape launch() {
    long blocks = Math.ceilDiv(count(), groups());
    return blocks == 0 ? null : new LaunchShape(blocks, blockSize, dynamicSharedBytes());
  }
}
