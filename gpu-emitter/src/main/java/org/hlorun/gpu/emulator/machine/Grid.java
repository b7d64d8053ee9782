package org.hlorun.gpu.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.hlorun.gpu.emulator.memory.GlobalMemory;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** A launch: blocks that run one after another on some Java threads. */
public final class Grid {
  /** Fewer threads than these are not worth another Java thread. */
  private static final long WORTH_SHARING = 2048;

  private final Program program;
  private final long blocks;
  private final int threads;
  private final int sharedBytes;
  private final Region parameters;
  private final GlobalMemory memory;
  private final boolean checks;
  private final AtomicLong nextBlock = new AtomicLong();
  private final AtomicLong stepsLeft;
  private volatile HloException failure;
  private volatile long failedBlock = Long.MAX_VALUE;

  /**
   * @param sharedBytes shared memory beside what the program declares
   * @param parameters the values of the kernel's parameters
   * @param checks whether bytes that were never written, and races, are looked for
   * @param stepLimit how many steps warps may run in all
   */
  public Grid(
      Program program,
      long blocks,
      int threads,
      int sharedBytes,
      Region parameters,
      GlobalMemory memory,
      boolean checks,
      long stepLimit) {
    this.program = program;
    this.blocks = blocks;
    this.threads = threads;
    this.sharedBytes = sharedBytes;
    this.parameters = parameters;
    this.memory = memory;
    this.checks = checks;
    this.stepsLeft = new AtomicLong(stepLimit);
  }

  public long blocks() {
    return blocks;
  }

  public int threads() {
    return threads;
  }

  public int sharedBytes() {
    return sharedBytes;
  }

  Region parameters() {
    return parameters;
  }

  GlobalMemory memory() {
    return memory;
  }

  /**
   * Runs all blocks.
   *
   * @param workers what runs them, besides the caller
   * @param parallelism how many Java threads may take part
   * @throws HloException what went wrong in the block with the lowest number
   */
  public void run(ExecutorService workers, int parallelism) {
    long useful = Math.min(blocks, blocks * threads / WORTH_SHARING);
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(parallelism, useful); i++) {
      others.add(workers.submit(this::work));
    }
    work();
    for (Future<?> other : others) {
      await(other);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void await(Future<?> other) {
    try {
      other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static HloException cancelled() {
    return HloException.of(DiagnosticCode.CANCELLED, "the kernel was cancelled", null);
  }

  private void work() {
    Block block = new Block(program, threads, checks);
    while (true) {
      long number = nextBlock.getAndIncrement();
      if (number >= blocks || number > failedBlock) {
        return;
      }
      try {
        block.run(this, number);
      } catch (HloException e) {
        fail(number, e);
        return;
      }
    }
  }

  private synchronized void fail(long number, HloException e) {
    if (number < failedBlock) {
      failedBlock = number;
      failure = e;
    }
  }

  /** Counts steps of warps against the limit. */
  void count(long steps) {
    if (stepsLeft.addAndGet(-steps) < 0) {
      throw HloException.of(
          DiagnosticCode.TIME_LIMIT,
          "kernel '%s' runs for more steps than are allowed".formatted(program.name()),
          "look for a loop that does not end; blocks that wait for later blocks never end here");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled();
    }
  }
}
