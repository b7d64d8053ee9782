package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * The schedule of a nest of independent serial loops for a CPU: loops are split where what they ask
 * of their indices changes, neighbouring ones that walk memory as one are merged, transposes are
 * cut into tiles, the innermost is vectorised, and the outermost runs in parallel.
 */
public final class LoopSchedules {
  /** Narrower numbers are computed in lanes of so many bytes. */
  private static final int MIN_LANE_BYTES = 4;

  private LoopSchedules() {}

  /**
   * Schedules the outermost nest of a kernel whose loops are all independent.
   *
   * @param nest the kernel
   * @param width lanes of a vector
   * @param registerBytes bytes of a vector register of the machine
   */
  public static Kernel independent(Kernel nest, int width, int registerBytes) {
    Kernel kernel = LoopPhases.of(nest);
    List<Operation> operations = new ArrayList<>();
    List<Buffer> locals = new ArrayList<>(kernel.locals());
    VectorShape shape = new VectorShape(width, registerBytes);
    TransposeTiling transposes = new TransposeTiling(width, locals);
    IndexSetSplit split = new IndexSetSplit(kernel, width);
    LaneGroups groups = new LaneGroups(width);
    for (Operation operation : kernel.body().operations()) {
      operations.add(
          operation instanceof Operation.Loop loop && loop.carries().isEmpty()
              ? schedule(groups.grouped(transposes.tile(merge(split.nest(loop)))), shape)
              : operation);
    }
    return new Kernel(kernel.name(), kernel.buffers(), locals, new Block(operations, List.of()));
  }

  /** Iterations of the innermost loop of a nest as {@link #independent} has it; 0 without loop. */
  public static long innermostCount(Kernel kernel) {
    return kernel.body().operations().stream()
        .filter(Operation.Loop.class::isInstance)
        .mapToLong(loop -> innermost(merge((Operation.Loop) loop)).count())
        .min()
        .orElse(0);
  }

  /**
   * The schedule for a GPU: makes every loop of the outermost nest of a kernel parallel;
   * neighbouring ones are merged, transposes are cut into tiles, and neighbouring iterations of the
   * innermost run together.
   */
  public static Kernel parallel(Kernel kernel) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : kernel.body().operations()) {
      operations.add(
          operation instanceof Operation.Loop loop && loop.carries().isEmpty()
              ? parallel(merge(loop))
              : operation);
    }
    Kernel parallel =
        new Kernel(
            kernel.name(), kernel.buffers(), kernel.locals(), new Block(operations, List.of()));
    return ThreadGrouping.group(TransposeStaging.stage(parallel));
  }

  private static Operation.Loop parallel(Operation.Loop loop) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : loop.body().operations()) {
      operations.add(
          operation instanceof Operation.Loop inner && inner.carries().isEmpty()
              ? parallel(inner)
              : operation);
    }
    return scheduled(
        withBody(loop, new Block(operations, loop.body().yields())), LoopSchedule.PARALLEL);
  }

  /** The only operation of a loop's body, if it is a loop without carried values; else null. */
  private static Operation.Loop onlyLoop(Operation.Loop loop) {
    return loop.body().operations().size() == 1
            && loop.body().operations().getFirst() instanceof Operation.Loop inner
            && inner.carries().isEmpty()
        ? inner
        : null;
  }

  /**
   * Merges a loop with the one inside if every index uses both as {@code outer * count(inner) +
   * inner}.
   */
  static Operation.Loop merge(Operation.Loop loop) {
    Operation.Loop inner = onlyLoop(loop);
    if (inner == null) {
      return withBody(loop, mergeInside(loop.body()));
    }
    Operation.Loop merged = merge(inner);
    if (!mergeable(loop, merged)) {
      return withBody(loop, new Block(List.of(merged), List.of()));
    }
    long count = loop.count() * merged.count();
    Value variable = new Value(ScalarType.I64);
    BlockCopier copier = new BlockCopier();
    copier.replace(loop.variable(), IndexExpr.constant(0));
    copier.replace(merged.variable(), IndexExpr.variable(variable, 0, Math.max(0, count - 1)));
    return new Operation.Loop(
        variable, count, loop.schedule(), List.of(), copier.copy(merged.body()), null);
  }

  private static Block mergeInside(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop && loop.carries().isEmpty()) {
        operations.add(merge(loop));
      } else if (operation instanceof Operation.If branch) {
        operations.add(within(branch, LoopSchedules::mergeInside));
      } else {
        operations.add(operation);
      }
    }
    return new Block(operations, block.yields());
  }

  private static Operation.If within(Operation.If branch, UnaryOperator<Block> change) {
    return new Operation.If(
        branch.results(),
        branch.condition(),
        change.apply(branch.onTrue()),
        change.apply(branch.onFalse()));
  }

  private static boolean mergeable(Operation.Loop outer, Operation.Loop inner) {
    boolean[] result = {inner.count() > 0 && outer.limit() == null && inner.limit() == null};
    IndexUses.forEach(
        inner.body(),
        index -> {
          boolean nested = index.hasNested(outer.variable()) || index.hasNested(inner.variable());
          long expected = index.factorOf(inner.variable()) * inner.count();
          result[0] &= !nested && index.factorOf(outer.variable()) == expected;
        });
    return result[0];
  }

  private static Operation.Loop withBody(Operation.Loop loop, Block body) {
    return loop.with(loop.schedule(), body);
  }

  private static Operation.Loop scheduled(Operation.Loop loop, LoopSchedule schedule) {
    return loop.with(schedule, loop.body());
  }

  private static Operation schedule(Operation.Loop loop, VectorShape shape) {
    Operation.Loop inner = innermost(loop);
    if (inner == loop) {
      return loop.count() > 2 * Strips.LENGTH ? cut(loop, shape) : vectorise(loop, shape);
    }
    return scheduled(vectoriseInside(loop, shape), LoopSchedule.PARALLEL);
  }

  private static Operation.Loop innermost(Operation.Loop loop) {
    Operation.Loop inner = innermost(loop.body());
    return inner == null ? loop : inner;
  }

  /** The innermost independent loop of a block, the last one of several; null if there is none. */
  private static Operation.Loop innermost(Block block) {
    for (Operation operation : block.operations().reversed()) {
      if (operation instanceof Operation.Loop loop && loop.carries().isEmpty()) {
        return innermost(loop);
      }
      if (operation instanceof Operation.If branch) {
        Operation.Loop last = innermost(branch.onFalse());
        Operation.Loop found = last == null ? innermost(branch.onTrue()) : last;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static Operation.Loop vectoriseInside(Operation.Loop loop, VectorShape shape) {
    return innermost(loop) == loop
        ? vectorise(loop, shape)
        : withBody(loop, vectoriseInside(loop.body(), shape));
  }

  private static Block vectoriseInside(Block block, VectorShape shape) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop inner && inner.carries().isEmpty()) {
        operations.add(vectoriseInside(inner, shape));
      } else if (operation instanceof Operation.If branch) {
        operations.add(within(branch, part -> vectoriseInside(part, shape)));
      } else {
        operations.add(operation);
      }
    }
    return new Block(operations, block.yields());
  }

  private static Operation.Loop vectorise(Operation.Loop loop, VectorShape shape) {
    boolean isDone = loop.schedule().kind() == LoopSchedule.Kind.VECTOR;
    if (isDone
        || loop.count() < 2
        || !vectorisable(loop.body())
        || isShortCopy(loop, 2L * shape.width())) {
      return loop;
    }
    Block body = ShortLoops.unrolled(loop.body());
    return loop.with(shape.of(loop, body), body);
  }

  /**
   * Whether a short loop only copies elements that are far apart: a vector would take them one by
   * one, too. A loop is no slower, and its code is the same for all distances.
   */
  private static boolean isShortCopy(Operation.Loop loop, long less) {
    return loop.count() < less
        && IndexUses.gathers(loop)
        && loop.body().operations().stream()
            .allMatch(op -> op instanceof Operation.Load || op instanceof Operation.Store);
  }

  private static boolean vectorisable(Block block) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.While
          || operation instanceof Operation.If
          || (operation instanceof Operation.Loop loop && !vectorisable(loop.body()))) {
        return false;
      }
    }
    return true;
  }

  /** Cuts a long loop into parallel pieces; the last piece may be shorter. */
  private static Operation cut(Operation.Loop loop, VectorShape shape) {
    if (Streams.fit(loop, shape.registerBytes())) {
      return sideBySide(loop, shape);
    }
    Strips strips = Strips.of(loop, shape.registerBytes());
    long grain = strips.piece();
    long pieces = Math.ceilDiv(loop.count(), grain);
    long rest = loop.count() - (pieces - 1) * grain;
    Value piece = new Value(ScalarType.I64);
    IndexExpr pieceIndex = IndexExpr.variable(piece, 0, pieces - 1);
    IndexExpr start = pieceIndex.times(grain);
    Operation full = strips.walk(start, (count, first) -> run(loop, first, count, shape));
    Block whole = new Block(List.of(full), List.of());
    if (rest == grain) {
      return new Operation.Loop(piece, pieces, LoopSchedule.PARALLEL, List.of(), whole, null);
    }
    Value index = new Value(ScalarType.I64);
    Value last = new Value(ScalarType.I64);
    Value isLast = new Value(ScalarType.I1);
    Block end = new Block(List.of(run(loop, start, rest, shape)), List.of());
    List<Operation> body =
        List.of(
            new Operation.Index(index, pieceIndex),
            new Operation.Constant(last, pieces - 1),
            new Operation.Compare(isLast, Predicate.EQ, index, last),
            new Operation.If(List.of(), isLast, end, whole));
    return new Operation.Loop(
        piece, pieces, LoopSchedule.PARALLEL, List.of(), new Block(body, List.of()), null);
  }

  private static Operation sideBySide(Operation.Loop loop, VectorShape shape) {
    Value piece = new Value(ScalarType.I64);
    long pieces = Streams.pieces(loop);
    Operation body =
        vectorise(Streams.piece(loop, IndexExpr.variable(piece, 0, pieces - 1)), shape);
    return new Operation.Loop(
        piece, pieces, LoopSchedule.PARALLEL, List.of(), new Block(List.of(body), List.of()), null);
  }

  /** A run of iterations of a loop as a vector loop. */
  private static Operation run(
      Operation.Loop loop, IndexExpr start, long count, VectorShape shape) {
    Value variable = new Value(ScalarType.I64);
    BlockCopier copier = new BlockCopier();
    copier.replace(loop.variable(), start.plus(IndexExpr.variable(variable, 0, count - 1)));
    Operation.Loop copy =
        new Operation.Loop(
            variable, count, LoopSchedule.SERIAL, List.of(), copier.copy(loop.body()), null);
    return vectorise(copy, shape);
  }

  /**
   * Lanes per vector: as many as a vector holds of the widest element type of the arrays that fill
   * one, or of all if none does. A key of two numbers leaves the lanes of a million random ones.
   *
   * @param vectorBytes bytes of a vector of the machine
   */
  public static int width(List<Buffer> buffers, int vectorBytes) {
    int bytes = 0;
    int small = MIN_LANE_BYTES;
    for (Buffer buffer : buffers) {
      int size = buffer.type().byteSize();
      if (buffer.count() >= vectorBytes / size) {
        bytes = Math.max(bytes, size);
      } else if (buffer.count() > 1) {
        small = Math.max(small, size);
      }
    }
    return Math.max(2, vectorBytes / Math.max(MIN_LANE_BYTES, bytes == 0 ? small : bytes));
  }
}
