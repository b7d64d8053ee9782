package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.loop.RoundedSizes;

/**
 * {@code reduce-window} as a cumulative sum, product or extremum of few long lines on a GPU. A
 * block of threads goes along a piece of a line: every thread accumulates some neighbours in
 * registers, and what the threads before it have is added up in shared memory in steps of doubled
 * distance (W. Hillis and G. Steele, "Data parallel algorithms", CACM 29(12), 1986). If a line has
 * several pieces, one kernel reduces them, one accumulates what comes before each, and one scans
 * them. The order depends on the shape alone; a sum of {@code k} terms is off by at most {@code k *
 * eps * sum |x|}.
 */
public final class BlockScan {
  private static final long THREADS = 256;

  /** Neighbours that a thread accumulates. */
  private static final int EACH = 4;

  private static final long CHUNK = THREADS * EACH;

  /** Elements of a piece of a line that has several. */
  private static final long PIECE = 16 * CHUNK;

  /** Lines, or columns side by side, of which each has a thread. */
  private static final long MANY = 4096;

  private final FusedView view;
  private final CumulativeShape shape;
  private final long lines;

  /** Elements of a piece. */
  private final long piece;

  /** Pieces of a line. */
  private final long pieces;

  private BlockScan(FusedView view, CumulativeShape shape) {
    this.view = view;
    this.shape = shape;
    this.lines = shape.before() * shape.behind();
    this.piece = Math.min(shape.growing(), PIECE);
    this.pieces = Math.ceilDiv(shape.growing(), piece);
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    if (!CumulativeLowering.fits(view)) {
      return false;
    }
    CumulativeShape shape = CumulativeLowering.shape(view.instruction());
    boolean many = shape.before() * shape.behind() >= MANY;
    boolean isWhole =
        shape.leading() == 0
            && shape.empty() <= 1
            && shape.results() == shape.empty() + shape.growing();
    return many || (isWhole && CumulativeCode.isScalar(view.instruction()));
  }

  public static List<LoweredKernel> lower(FusedView view, LoweringTarget target) {
    CumulativeShape shape = CumulativeLowering.shape(view.instruction());
    long lines = shape.before() * shape.behind();
    if (lines >= MANY || shape.growing() == 0) {
      CumulativeCode code = new CumulativeCode(view, target, shape);
      code.builder().loop(lines, LoopSchedule.PARALLEL, code::line);
      return List.of(code.finish());
    }
    return new BlockScan(view, shape).kernels(target);
  }

  private List<LoweredKernel> kernels(LoweringTarget target) {
    List<LoweredKernel> kernels = new ArrayList<>();
    if (pieces > 1) {
      kernels.add(new Code(target).totals());
      kernels.add(new Code(target).starts());
    }
    kernels.add(new Code(target).scan());
    return kernels;
  }

  /** One kernel. */
  private final class Code {
    private final CumulativeCode cumulative;
    private final KernelBuilder builder;

    Code(LoweringTarget target) {
      this.cumulative = new CumulativeCode(view, target, shape);
      this.builder = cumulative.builder();
    }

    /** Numbers of pieces: what they add up to (0), or what comes before them (1). */
    private Buffer sums(int half, Buffer.Role role) {
      ScalarType type = cumulative.identity().type();
      long bytes = lines * pieces * type.byteSize();
      return cumulative
          .arguments()
          .scratch(RoundedSizes.aligned(bytes) * half, type, lines * pieces, role);
    }

    private IndexExpr slice(IndexExpr line) {
      return line.dividedBy(shape.behind());
    }

    private IndexExpr column(IndexExpr line) {
      return line.modulo(shape.behind());
    }

    /** An element of a piece; the identity behind its end. */
    private Value element(IndexExpr line, IndexExpr number, IndexExpr position) {
      IndexExpr at = number.times(piece).plus(position);
      Value inside = BoundsCode.within(builder, null, position, piece);
      inside = BoundsCode.within(builder, inside, at, shape.growing());
      IndexExpr clamped = BoundsCode.clamped(builder, at, shape.growing() - 1);
      Value value = cumulative.element(shape.input(slice(line), clamped, column(line)));
      return inside == null ? value : builder.select(inside, value, cumulative.identity());
    }

    LoweredKernel totals() {
      builder.loop(
          lines,
          LoopSchedule.PARALLEL,
          line ->
              builder.loop(
                  pieces,
                  LoopSchedule.PARALLEL,
                  number -> {
                    Value total =
                        builder
                            .loop(
                                piece,
                                LoopSchedule.vector(EACH, 1),
                                List.of(cumulative.identity()),
                                (i, carried) ->
                                    List.of(
                                        cumulative.join(
                                            carried.getFirst(), element(line, number, i))),
                                (a, b) -> List.of(cumulative.join(a.getFirst(), b.getFirst())))
                            .getFirst();
                    builder.store(
                        sums(0, Buffer.Role.OUTPUT), line.times(pieces).plus(number), total, null);
                  }));
      return cumulative.finish();
    }

    LoweredKernel starts() {
      builder.loop(
          lines,
          LoopSchedule.PARALLEL,
          line ->
              builder.loop(
                  pieces,
                  LoopSchedule.SERIAL,
                  List.of(cumulative.start()),
                  (number, carried) -> {
                    IndexExpr place = line.times(pieces).plus(number);
                    builder.store(sums(1, Buffer.Role.OUTPUT), place, carried.getFirst(), null);
                    Value total = builder.load(sums(0, Buffer.Role.INPUT), place, null);
                    return List.of(cumulative.join(carried.getFirst(), total));
                  },
                  null));
      return cumulative.finish();
    }

    LoweredKernel scan() {
      Buffer shared = builder.shared("sums", cumulative.identity().type(), THREADS);
      builder.loop(
          lines,
          LoopSchedule.PARALLEL,
          line ->
              builder.loop(
                  pieces,
                  LoopSchedule.PARALLEL,
                  number ->
                      builder.loop(
                          THREADS,
                          LoopSchedule.THREADS,
                          thread -> piece(shared, line, number, thread))));
      return cumulative.finish();
    }

    private void piece(Buffer shared, IndexExpr line, IndexExpr number, IndexExpr thread) {
      Value start =
          pieces > 1
              ? builder.load(sums(1, Buffer.Role.INPUT), line.times(pieces).plus(number), null)
              : cumulative.start();
      if (shape.empty() > 0) {
        IndexExpr place = number.times(THREADS).plus(thread);
        BoundsCode.when(
            builder,
            BoundsCode.within(builder, null, place, 1),
            () ->
                cumulative.result(
                    shape.result(slice(line), IndexExpr.constant(0), column(line)), start));
      }
      builder.loop(
          Math.ceilDiv(piece, CHUNK),
          LoopSchedule.SERIAL,
          List.of(start),
          (step, carried) -> List.of(chunk(shared, line, number, thread, step, carried.getFirst())),
          null);
    }

    /** Some neighbours for each thread; gives what comes before the next ones. */
    private Value chunk(
        Buffer shared,
        IndexExpr line,
        IndexExpr number,
        IndexExpr thread,
        IndexExpr step,
        Value before) {
      IndexExpr first = step.times(CHUNK).plus(thread.times(EACH));
      List<Value> prefixes = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        Value value = element(line, number, first.plus(i));
        prefixes.add(i == 0 ? value : cumulative.join(prefixes.getLast(), value));
      }
      builder.store(shared, thread, prefixes.getLast(), null);
      builder.add(new BlockOperation.Barrier());
      for (long distance = 1; distance < THREADS; distance *= 2) {
        join(shared, thread, distance);
      }
      Value own = builder.select(isFrom(thread, 1), joinBefore(shared, thread, before), before);
      Value next =
          cumulative.join(before, builder.load(shared, IndexExpr.constant(THREADS - 1), null));
      builder.add(new BlockOperation.Barrier());
      for (int i = 0; i < EACH; i++) {
        Value sum = cumulative.join(own, prefixes.get(i));
        IndexExpr position = first.plus(i);
        IndexExpr at = number.times(piece).plus(position);
        Value inside = BoundsCode.within(builder, null, position, piece);
        BoundsCode.when(
            builder,
            BoundsCode.within(builder, inside, at, shape.growing()),
            () ->
                cumulative.result(
                    shape.result(slice(line), at.plus(shape.empty()), column(line)), sum));
      }
      return next;
    }

    private Value isFrom(IndexExpr thread, long first) {
      return builder.compare(
          Predicate.SGE, builder.index(thread), builder.integer(ScalarType.I64, first));
    }

    /** What a thread some numbers before has; of the first ones some value. */
    private Value other(Buffer shared, IndexExpr thread, long distance) {
      return builder.load(
          shared, BoundsCode.clamped(builder, thread.plus(-distance), THREADS - 1), null);
    }

    private Value joinBefore(Buffer shared, IndexExpr thread, Value before) {
      return cumulative.join(before, other(shared, thread, 1));
    }

    /** Joins what threads of a distance have. */
    private void join(Buffer shared, IndexExpr thread, long distance) {
      Value own = builder.load(shared, thread, null);
      Value joined = cumulative.join(other(shared, thread, distance), own);
      builder.add(new BlockOperation.Barrier());
      builder.store(shared, thread, builder.select(isFrom(thread, distance), joined, own), null);
      builder.add(new BlockOperation.Barrier());
    }
  }
}
