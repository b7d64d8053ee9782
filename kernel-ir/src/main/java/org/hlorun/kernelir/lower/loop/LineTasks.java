package org.hlorun.kernelir.lower.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.KernelArguments;

/**
 * Work on independent lines of an array in parallel, each with scratch memory: on the stack if it
 * is small (on a GPU in the memory that threads share), else one piece of it for each of a few
 * tasks, which take lines in turns.
 *
 * @param scratchOffset the byte of the instruction's scratch memory from which on it may be used
 */
public record LineTasks(
    KernelBuilder builder, KernelArguments arguments, long scratchOffset, LoweringTarget target) {
  /** Scratch memory up to this size is on the stack. */
  private static final long STACK_BYTES = 128 << 10;

  /** Scratch memory up to this size is shared by the threads of a GPU that work on a line. */
  private static final long SHARED_BYTES = 8 << 10;

  private static final long TASKS = 8;

  /**
   * Tasks of a GPU, as far as they have no more scratch memory together than the next line says.
   */
  private static final long GPU_TASKS = 1024;

  private static final long GPU_SCRATCH_BYTES = 256 << 20;
  private static final long ALIGNMENT = 64;

  /** Scratch memory that a line needs. */
  public record Need(ScalarType type, long count) {}

  /** Scratch memory that a line has: a part of a buffer. */
  public record Memory(Buffer buffer, IndexExpr start) {}

  /** The work on a line. */
  @FunctionalInterface
  public interface Work {
    void emit(List<Memory> memory, IndexExpr line);
  }

  public void run(long lines, List<Need> needs, Work work) {
    long bytes = needs.stream().mapToLong(need -> need.count * need.type.byteSize()).sum();
    boolean isGpu = target instanceof LoweringTarget.Gpu;
    if (bytes <= (isGpu ? SHARED_BYTES : STACK_BYTES)) {
      List<Memory> memory = new ArrayList<>();
      for (Need need : needs) {
        Buffer buffer = builder.local("work" + memory.size(), need.type, Math.max(1, need.count));
        memory.add(new Memory(buffer, IndexExpr.constant(0)));
      }
      parallel(lines, line -> work.emit(memory, line));
      return;
    }
    long most = isGpu ? Math.clamp(GPU_SCRATCH_BYTES / bytes, 1, GPU_TASKS) : TASKS;
    long tasks = Math.min(lines, most);
    List<Buffer> buffers = scratch(tasks, needs);
    parallel(
        tasks,
        task -> {
          List<Memory> memory = new ArrayList<>();
          for (int i = 0; i < needs.size(); i++) {
            memory.add(new Memory(buffers.get(i), task.times(needs.get(i).count)));
          }
          builder.loop(
              Math.ceilDiv(lines, tasks),
              LoopSchedule.SERIAL,
              round -> {
                IndexExpr line = round.times(tasks).plus(task);
                ifBelow(line, lines, () -> work.emit(memory, line));
              });
        });
  }

  private List<Buffer> scratch(long tasks, List<Need> needs) {
    List<Buffer> buffers = new ArrayList<>();
    long offset = scratchOffset;
    for (Need need : needs) {
      offset = Math.ceilDiv(offset, ALIGNMENT) * ALIGNMENT;
      long count = tasks * need.count;
      buffers.add(arguments.scratch(offset, need.type, count, Buffer.Role.OUTPUT));
      offset += count * need.type.byteSize();
    }
    return buffers;
  }

  private void parallel(long count, Consumer<IndexExpr> body) {
    if (count == 1) {
      body.accept(IndexExpr.constant(0));
    } else {
      builder.loop(count, LoopSchedule.PARALLEL, body);
    }
  }

  private void ifBelow(IndexExpr index, long limit, Runnable body) {
    if (index.max() < limit) {
      body.run();
      return;
    }
    builder.branch(
        builder.compare(
            Predicate.SLT, builder.index(index), builder.integer(ScalarType.I64, limit)),
        () -> {
          body.run();
          return List.of();
        },
        List::of);
  }
}
