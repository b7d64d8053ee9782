package org.hlorun.gpu.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * Decides the {@link KernelSchedule} of a kernel. Nested parallel loops with nothing but pure
 * operations around them are the grid. If there are vector loops inside, a warp or a block runs one
 * iteration of the grid, else a thread. A loop over threads says itself how many there are.
 */
public final class KernelScheduler {
  /** Threads of a block whose threads work alone. */
  private static final int BLOCK = 256;

  /** Warps of a block that run one iteration each. */
  private static final int WARPS = 4;

  /** The longest vector loop that a warp runs by itself, if there are many. */
  private static final long WARP_ITERATIONS = 1024;

  /** Iterations of the longest vector loop for each thread of a block. */
  private static final long ITERATIONS = 4;

  private static final int MAX_BLOCK = 1024;

  private KernelScheduler() {}

  /** The schedule of a kernel. */
  public static KernelSchedule schedule(Kernel kernel) {
    List<Block> levels = new ArrayList<>(List.of(kernel.body()));
    List<Operation.Loop> grid = new ArrayList<>();
    for (Operation.Loop loop = gridLoop(kernel.body()); loop != null; ) {
      grid.add(loop);
      levels.add(loop.body());
      loop = gridLoop(loop.body());
    }
    Operation.Loop threadLoop = threadLoop(levels.getLast());
    if (threadLoop != null) {
      int block = Math.toIntExact(threadLoop.count());
      return new KernelSchedule(kernel, levels, grid, block, block);
    }
    long longest = longestVector(levels.getLast());
    long count = grid.stream().mapToLong(Operation.Loop::count).reduce(1, Math::multiplyExact);
    if (longest == 0) {
      return new KernelSchedule(kernel, levels, grid, 1, grid.isEmpty() ? 1 : blockSize(count));
    }
    if (longest <= WARP_ITERATIONS && (count > 1 || longest <= KernelSchedule.WARP)) {
      int warps = (int) Math.min(WARPS, Math.max(1, count));
      return new KernelSchedule(
          kernel, levels, grid, KernelSchedule.WARP, warps * KernelSchedule.WARP);
    }
    int threads = 2 * KernelSchedule.WARP;
    while (threads < MAX_BLOCK && threads * ITERATIONS < longest) {
      threads *= 2;
    }
    return new KernelSchedule(kernel, levels, grid, threads, threads);
  }

  /** The loop of a block whose iterations are threads; null if there is none. */
  private static Operation.Loop threadLoop(Block block) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop
          && loop.schedule().kind() == LoopSchedule.Kind.THREADS) {
        return loop;
      }
    }
    return null;
  }

  private static int blockSize(long count) {
    long warps = Math.max(1, Math.ceilDiv(count, KernelSchedule.WARP));
    return (int) Math.min(BLOCK, warps * KernelSchedule.WARP);
  }

  /** The parallel loop that is all of a block but pure operations; null if there is none. */
  private static Operation.Loop gridLoop(Block block) {
    Operation.Loop found = null;
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop
          && loop.schedule().kind() == LoopSchedule.Kind.PARALLEL
          && loop.carries().isEmpty()
          && found == null) {
        found = loop;
      } else if (!(operation instanceof Operation.Pure)) {
        return null;
      }
    }
    return found;
  }

  /** The trip count of the longest vector loop of a block; 0 if there is none. */
  private static long longestVector(Block block) {
    long longest = 0;
    for (Operation operation : block.operations()) {
      long inside =
          switch (operation) {
            case Operation.Loop loop ->
                loop.schedule().kind() == LoopSchedule.Kind.VECTOR
                    ? loop.count()
                    : longestVector(loop.body());
            case Operation.If branch ->
                Math.max(longestVector(branch.onTrue()), longestVector(branch.onFalse()));
            case Operation.While loop -> longestVector(loop.body());
            default -> 0;
          };
      longest = Math.max(longest, inside);
    }
    return longest;
  }
}
