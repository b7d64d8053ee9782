package org.hlorun.interpreter.reduction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A {@code reduce} by a monoid. The input is read in contiguous runs: either each run is folded
 * into one result, or each run is combined element by element with a run of results. The work is
 * cut into tasks of blocks of results times segments of the reduced index space; the cuts depend on
 * the shapes alone, so that results do not depend on the number of threads.
 */
final class MonoidReduce<B> {
  /** Results per block, and elements per run. */
  private static final int BLOCK = 1024;

  /** Input elements that make a segment worth while. */
  private static final long SEGMENT = 1 << 17;

  private static final long MAX_SEGMENTS = 64;

  private final Monoid<B> monoid;
  private final ArrayLiteral input;
  private final ArrayLiteral init;
  private final ArrayLiteral result;

  /** Whether runs lie along a reduced dimension. */
  private final boolean foldsRuns;

  private final long runLength;
  private final long piecesPerRun;
  private final long[][] outer = new long[3][];
  private final long[][] inner = new long[2][];

  private MonoidReduce(
      Monoid<B> monoid,
      ArrayLiteral input,
      ArrayLiteral init,
      ArrayLiteral result,
      LongList dimensions) {
    this.monoid = monoid;
    this.input = input;
    this.init = init;
    this.result = result;
    List<Axis> axes = Axis.merge(Axis.of(input, result, dimensions));
    Axis run = axes.isEmpty() ? Axis.UNIT : axes.getLast();
    boolean contiguous = run.inputStride == 1 && (run.reduced || run.resultStride == 1);
    if (contiguous && !axes.isEmpty()) {
      axes.removeLast();
    } else {
      run = Axis.UNIT;
    }
    foldsRuns = run.reduced;
    runLength = run.size;
    piecesPerRun = Math.ceilDiv(runLength, BLOCK);
    List<Axis> kept = axes.stream().filter(axis -> !axis.reduced).toList();
    List<Axis> reduced = axes.stream().filter(axis -> axis.reduced).toList();
    outer[0] = kept.stream().mapToLong(Axis::size).toArray();
    outer[1] = kept.stream().mapToLong(Axis::inputStride).toArray();
    outer[2] = kept.stream().mapToLong(Axis::resultStride).toArray();
    inner[0] = reduced.stream().mapToLong(Axis::size).toArray();
    inner[1] = reduced.stream().mapToLong(Axis::inputStride).toArray();
  }

  /** A dimension, or several that lie one behind the other. */
  private record Axis(long size, long inputStride, long resultStride, boolean reduced) {
    /** A run of a single element. */
    static final Axis UNIT = new Axis(1, 1, 1, false);

    /** The dimensions whose size is not 1. */
    static List<Axis> of(ArrayLiteral input, ArrayLiteral result, LongList dimensions) {
      long[] inputStrides = Strides.rowMajor(input.shape().dimensions());
      long[] resultStrides = Strides.rowMajor(result.shape().dimensions());
      List<Axis> axes = new ArrayList<>();
      int kept = 0;
      for (int d = 0; d < inputStrides.length; d++) {
        boolean reduced = dimensions.contains(d);
        long resultStride = reduced ? 0 : resultStrides[kept++];
        if (input.sizes().get(d) != 1) {
          axes.add(new Axis(input.sizes().get(d), inputStrides[d], resultStride, reduced));
        }
      }
      return axes;
    }

    static List<Axis> merge(List<Axis> axes) {
      List<Axis> merged = new ArrayList<>();
      for (Axis axis : axes) {
        Axis last = merged.isEmpty() ? null : merged.getLast();
        if (last != null
            && last.reduced == axis.reduced
            && last.inputStride == axis.size * axis.inputStride
            && last.resultStride == axis.size * axis.resultStride) {
          merged.set(
              merged.size() - 1,
              new Axis(last.size * axis.size, axis.inputStride, axis.resultStride, axis.reduced));
        } else {
          merged.add(axis);
        }
      }
      return merged;
    }
  }

  static <B> void run(
      Monoid<B> monoid,
      ArrayLiteral input,
      ArrayLiteral init,
      ArrayLiteral result,
      LongList dimensions,
      Evaluation evaluation) {
    new MonoidReduce<>(monoid, input, init, result, dimensions).run(evaluation);
  }

  private void run(Evaluation evaluation) {
    long blocks = Strides.count(outer[0]) * (foldsRuns ? 1 : piecesPerRun);
    long steps = Strides.count(inner[0]) * (foldsRuns ? piecesPerRun : 1);
    long width = foldsRuns ? 1 : Math.min(runLength, BLOCK);
    long stepCost = Math.min(runLength, BLOCK) + 8;
    long segments =
        blocks >= MAX_SEGMENTS
            ? 1
            : Math.clamp(
                steps * stepCost / SEGMENT, 1, Math.max(1, MAX_SEGMENTS / Math.max(1, blocks)));
    B partials = monoid.allocate(segments == 1 ? 0 : Math.toIntExact(blocks * segments * width));
    evaluation.parallel(
        blocks * segments,
        Math.max(1, SEGMENT / 4 / (stepCost * Math.max(1, steps))),
        (start, end) -> {
          Task task = new Task(evaluation);
          for (long i = start; i < end; i++) {
            long segment = i % segments;
            task.seek(i / segments);
            if (segments == 1) {
              task.start(init);
              task.accumulate(0, steps);
              task.write();
            } else {
              task.start(null);
              task.accumulate(steps * segment / segments, steps * (segment + 1) / segments);
              monoid.copy(task.accumulators, 0, partials, Math.toIntExact(i * width), task.width);
            }
          }
        });
    if (segments > 1) {
      combine(partials, blocks, segments, width, evaluation);
    }
  }

  /** Combines the segments of each block, in order. */
  private void combine(B partials, long blocks, long segments, long width, Evaluation evaluation) {
    Task task = new Task(evaluation);
    for (long block = 0; block < blocks; block++) {
      task.seek(block);
      task.start(init);
      for (long segment = 0; segment < segments; segment++) {
        int from = Math.toIntExact((block * segments + segment) * width);
        monoid.combine(task.accumulators, 0, partials, from, task.width);
      }
      task.write();
    }
  }

  /** The scratch space of one thread, and the block of results it works on. */
  private final class Task {
    private final IndexWalk outerWalk = new IndexWalk(outer[0], outer[1], outer[2]);
    private final IndexWalk innerWalk = new IndexWalk(inner[0], inner[1]);
    private final int capacity = (int) Math.min(runLength, BLOCK);
    private final B identities = monoid.allocate(capacity);
    private final B inits = monoid.allocate(capacity);
    private final B values = monoid.allocate(capacity);
    private final B accumulators = monoid.allocate(capacity);
    private final Evaluation evaluation;
    private int width;
    private long column;

    Task(Evaluation evaluation) {
      this.evaluation = evaluation;
      for (int i = 0; i < capacity; i++) {
        monoid.read(init, 0, inits, i, 1);
      }
    }

    /** Goes to a block of results. */
    void seek(long block) {
      outerWalk.seek(foldsRuns ? block : block / piecesPerRun);
      column = foldsRuns ? 0 : block % piecesPerRun * BLOCK;
      width = foldsRuns ? 1 : (int) Math.min(BLOCK, runLength - column);
    }

    /** Starts from an initial value, or from the identity if it is null. */
    void start(ArrayLiteral initial) {
      monoid.copy(initial == null ? identities : inits, 0, accumulators, 0, width);
    }

    /** Folds in steps {@code [start, end)} of the reduced index space. */
    void accumulate(long start, long end) {
      long pieces = foldsRuns ? piecesPerRun : 1;
      innerWalk.seek(start / pieces);
      long piece = start % pieces;
      for (long step = start; step < end; step++) {
        long position = outerWalk.offset(0) + innerWalk.offset(0) + column + piece * BLOCK;
        if (foldsRuns) {
          int length = (int) Math.min(BLOCK, runLength - piece * BLOCK);
          monoid.read(input, position, values, 0, length);
          monoid.fold(accumulators, 0, values, 0, length);
        } else {
          monoid.read(input, position, values, 0, width);
          monoid.combine(accumulators, 0, values, 0, width);
        }
        if (++piece == pieces) {
          piece = 0;
          innerWalk.next();
        }
        if (step % 1024 == 1023) {
          evaluation.poll();
        }
      }
    }

    /** Stores the block. */
    void write() {
      monoid.write(result, outerWalk.offset(1) + column, accumulators, 0, width);
    }
  }
}
