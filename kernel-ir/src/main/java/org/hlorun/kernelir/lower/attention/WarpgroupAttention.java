package org.hlorun.kernelir.lower.attention;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.BlockBuilder;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.tile.BoxedOperand;
import org.hlorun.kernelir.lower.tile.DotFactors;
import org.hlorun.kernelir.lower.tile.StoredMatrix;
import org.hlorun.kernelir.lower.tile.TileArithmetic;
import org.hlorun.kernelir.lower.tile.TileFactors;

/**
 * {@link BlockAttention} on GPUs of compute capability 9.0. Each of two warpgroups has 64 queries
 * and keeps their scores, weights and results in registers; one more thread has boxes of queries,
 * keys and values copied to shared memory. (Shah et al., "FlashAttention-3", 2024.)
 */
final class WarpgroupAttention {
  private static final int GROUPS = 2;
  private static final int WARP = 32;
  private static final int QUERIES = GROUPS * WarpgroupOperation.ROWS;
  private static final int MULTIPLIERS = GROUPS * WarpgroupOperation.THREADS;

  /**
   * Keys of a tile: the fewer there are, the more often queries are read from shared memory. With
   * long heads the registers of a thread are too few for more.
   */
  private static final int MANY_KEYS = 128;

  private static final int FEW_KEYS = 64;

  private static final int STAGES = 2;

  /** Elements of 16 bits of a line of a tile. */
  private static final int LINE = 64;

  /** The largest depth and width for which sums stay in registers. */
  private static final int MOST = 128;

  private static final IndexExpr ZERO = IndexExpr.constant(0);

  private final ProductKernel kernel;
  private final KernelBuilder builder;
  private final MatrixFactor factor;
  private final ScoreCode code;
  private final MatrixProduct scores;
  private final MatrixProduct result;
  private final int depthTiles;
  private final int width;
  private final int keyCount;

  /** Tiles of values that belong to a tile of keys. */
  private final int valueTiles;

  private final BoxedOperand queries;
  private final BoxedOperand keys;
  private final BoxedOperand values;
  private final Buffer ready;
  private final Buffer full;
  private final Buffer free;

  private WarpgroupAttention(FusedView view, AttentionParts parts, MatrixFactor factor) {
    this.kernel = new ProductKernel(view, parts.result());
    this.builder = kernel.builder();
    this.factor = factor;
    this.scores = MatrixProduct.of(view, parts.scores());
    this.code = new ScoreCode(kernel, parts, scores, true);
    this.result = MatrixProduct.of(view, parts.result());
    this.depthTiles = Math.toIntExact(scores.depth() / LINE);
    this.width = Math.toIntExact(result.columns());
    this.keyCount = depthTiles == 1 && width == LINE ? MANY_KEYS : FEW_KEYS;
    this.valueTiles = keyCount / LINE;
    TileFactors first = new DotFactors(scores);
    TileFactors second = new DotFactors(result);
    this.queries =
        boxed("queries", first.storedLhs(), first.isLhsDepthContiguous(), QUERIES, depthTiles);
    this.keys =
        boxed(
            "keys", first.storedRhs(), first.isRhsDepthContiguous(), keyCount, STAGES * depthTiles);
    this.values =
        boxed(
            "values",
            second.storedRhs(),
            second.isRhsDepthContiguous(),
            width,
            STAGES * valueTiles);
    this.ready = builder.shared("ready", ScalarType.I64, 1);
    this.full = builder.shared("full", ScalarType.I64, STAGES);
    this.free = builder.shared("free", ScalarType.I64, STAGES);
  }

  private BoxedOperand boxed(
      String name, StoredMatrix matrix, boolean alongDepth, int size, int stages) {
    return new BoxedOperand(kernel, name, matrix, factor, alongDepth, size, stages);
  }

  /** Whether tiles fit, and boxes of the operands can be copied. */
  static boolean fits(MatrixProduct scores, MatrixProduct result, MatrixFactor factor) {
    TileFactors first = new DotFactors(scores);
    TileFactors second = new DotFactors(result);
    return factor.byteSize() == 2
        && isWhole(scores.depth())
        && isWhole(result.columns())
        && scores.rows() > WarpgroupOperation.ROWS
        && BoxedOperand.fits(first.storedLhs(), factor, first.isLhsDepthContiguous())
        && BoxedOperand.fits(first.storedRhs(), factor, first.isRhsDepthContiguous())
        && BoxedOperand.fits(second.storedRhs(), factor, second.isRhsDepthContiguous());
  }

  private static boolean isWhole(long size) {
    return size > 0 && size % LINE == 0 && size <= MOST;
  }

  static LoweredKernel lower(FusedView view, AttentionParts parts, MatrixFactor factor) {
    return new WarpgroupAttention(view, parts, factor).lower();
  }

  private LoweredKernel lower() {
    long blocks = Math.ceilDiv(scores.rows(), QUERIES);
    builder.loop(
        scores.batch() * blocks,
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr batch = kernel.once(number.dividedBy(blocks));
          IndexExpr query = kernel.once(number.modulo(blocks)).times(QUERIES);
          builder.loop(
              MULTIPLIERS + WARP, LoopSchedule.THREADS, thread -> run(batch, query, thread));
        });
    return kernel.finish("attention");
  }

  private void run(IndexExpr batch, IndexExpr query, IndexExpr thread) {
    when(thread, Predicate.EQ, 0, this::makeBarriers);
    builder.add(new BlockOperation.Barrier());
    when(thread, Predicate.SLT, MULTIPLIERS, () -> attend(batch, query, thread));
    when(thread, Predicate.EQ, MULTIPLIERS, () -> fill(batch, query));
  }

  private void when(IndexExpr thread, Predicate predicate, long number, Runnable body) {
    Value limit = builder.integer(ScalarType.I64, number);
    BoundsCode.when(builder, builder.compare(predicate, builder.index(thread), limit), body);
  }

  private void makeBarriers() {
    builder.add(new WarpgroupOperation.MakeBarrier(ready, ZERO, 1));
    for (int stage = 0; stage < STAGES; stage++) {
      IndexExpr index = IndexExpr.constant(stage);
      builder.add(new WarpgroupOperation.MakeBarrier(full, index, 1));
      builder.add(new WarpgroupOperation.MakeBarrier(free, index, MULTIPLIERS / WARP));
    }
    builder.add(new WarpgroupOperation.PublishBarriers());
  }

  private long steps() {
    return Math.ceilDiv(scores.columns(), keyCount);
  }

  private static IndexExpr round(IndexExpr step) {
    return step.dividedBy(STAGES).modulo(2);
  }

  /** What the thread does that has tiles copied; all stages are free at the beginning. */
  private void fill(IndexExpr batch, IndexExpr query) {
    builder.add(new WarpgroupOperation.Expect(ready, ZERO, depthTiles * queries.stageBytes()));
    for (int i = 0; i < depthTiles; i++) {
      IndexExpr depth = IndexExpr.constant((long) i * LINE);
      queries.copy(IndexExpr.constant(i), batch, query, depth, ready, ZERO);
    }
    builder.loop(
        steps(),
        LoopSchedule.SERIAL,
        step -> {
          IndexExpr stage = kernel.once(step.modulo(STAGES));
          IndexExpr before = IndexExpr.constant(1).minus(round(step));
          builder.add(new WarpgroupOperation.AwaitPhase(free, stage, before));
          int bytes = depthTiles * keys.stageBytes() + valueTiles * values.stageBytes();
          builder.add(new WarpgroupOperation.Expect(full, stage, bytes));
          IndexExpr key = step.times(keyCount);
          for (int i = 0; i < depthTiles; i++) {
            IndexExpr depth = IndexExpr.constant((long) i * LINE);
            keys.copy(stage.times(depthTiles).plus(i), batch, key, depth, full, stage);
          }
          for (int i = 0; i < valueTiles; i++) {
            IndexExpr at = stage.times(valueTiles).plus(i);
            values.copy(at, batch, ZERO, key.plus((long) i * LINE), full, stage);
          }
        });
  }

  /** Rows that a thread has sums of: one of the upper and one of the lower eight of its warp. */
  private static final int HALVES = 2;

  /** The row of a thread's sum among its two. */
  private static int half(int sum) {
    return sum / 2 % HALVES;
  }

  /** Where a thread's sum belongs in a tile. */
  private static TileArithmetic.Place place(IndexExpr thread, int sum) {
    IndexExpr lane = thread.modulo(WARP);
    IndexExpr row = thread.dividedBy(WARP).times(16).plus(lane.dividedBy(4)).plus(half(sum) * 8L);
    IndexExpr column = lane.modulo(4).times(2).plus(sum / 4 * 8L + sum % 2);
    return new TileArithmetic.Place(row, column);
  }

  private List<Value> filled(double value, int count) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(builder.real(ScalarType.F32, value));
    }
    return values;
  }

  /** Carried are the largest scores and the sums of weights of two rows, then sums of values. */
  private void attend(IndexExpr batch, IndexExpr query, IndexExpr thread) {
    builder.add(new WarpgroupOperation.AwaitPhase(ready, ZERO, ZERO));
    IndexExpr group = kernel.once(thread.dividedBy(WarpgroupOperation.THREADS));
    List<Value> initial = new ArrayList<>(filled(Double.NEGATIVE_INFINITY, HALVES));
    initial.addAll(filled(0, HALVES + width / 2));
    List<Value> last =
        builder.loop(
            steps(),
            LoopSchedule.SERIAL,
            initial,
            (step, carried) -> step(batch, query, thread, group, step, carried),
            null);
    List<Value> totals = new ArrayList<>();
    for (int h = 0; h < HALVES; h++) {
      totals.add(ofRow(BinaryKind.FADD, last.get(HALVES + h)));
    }
    for (int i = 0; i < width / 2; i++) {
      TileArithmetic.Place place = place(thread, i);
      IndexExpr row = query.plus(place.row());
      Value quotient =
          builder.binary(BinaryKind.FDIV, last.get(2 * HALVES + i), totals.get(half(i)));
      BoundsCode.when(
          builder,
          BoundsCode.within(builder, null, row, result.rows()),
          () -> kernel.store(result.resultIndex(batch, row, place.column()), quotient));
    }
  }

  /** What four neighbouring threads, which share rows, have together. */
  private Value ofRow(BinaryKind kind, Value value) {
    Value pair = builder.binary(kind, value, new BlockBuilder(builder).exchangeLanes(value, 1));
    return builder.binary(kind, pair, new BlockBuilder(builder).exchangeLanes(pair, 2));
  }

  private List<Value> step(
      IndexExpr batch,
      IndexExpr query,
      IndexExpr thread,
      IndexExpr group,
      IndexExpr step,
      List<Value> carried) {
    IndexExpr stage = kernel.once(step.modulo(STAGES));
    builder.add(new WarpgroupOperation.AwaitPhase(full, stage, round(step)));
    List<Value> masked = masked(batch, query, thread, step.times(keyCount), products(group, stage));
    List<Value> next = new ArrayList<>();
    List<Value> references = new ArrayList<>();
    List<Value> shrinks = new ArrayList<>();
    for (int h = 0; h < HALVES; h++) {
      Value largest = ofRow(BinaryKind.FMAX, joined(BinaryKind.FMAX, carried.get(h), masked, h));
      Value reference = code.finite(largest);
      next.add(largest);
      references.add(reference);
      shrinks.add(code.exp(builder.binary(BinaryKind.FSUB, carried.get(h), reference)));
    }
    List<Value> weights = new ArrayList<>();
    for (int i = 0; i < masked.size(); i++) {
      Value below = builder.binary(BinaryKind.FSUB, masked.get(i), references.get(half(i)));
      weights.add(code.exp(below));
    }
    for (int h = 0; h < HALVES; h++) {
      Value sum = builder.binary(BinaryKind.FMUL, carried.get(HALVES + h), shrinks.get(h));
      next.add(joined(BinaryKind.FADD, sum, weights, h));
    }
    next.addAll(weighted(packed(weights), stage, scaled(carried, shrinks)));
    when(
        thread.modulo(WARP),
        Predicate.EQ,
        0,
        () -> builder.add(new WarpgroupOperation.Arrive(free, stage)));
    return next;
  }

  /** Products of queries with a tile of keys. */
  private List<Value> products(IndexExpr group, IndexExpr stage) {
    List<Value> sums = filled(0, keyCount / 2);
    for (int i = 0; i < depthTiles; i++) {
      sums =
          new BlockBuilder(builder)
              .multiplyTiles(
                  factor,
                  queries.tile(IndexExpr.constant(i), group.times(WarpgroupOperation.ROWS)),
                  keys.tile(stage.times(depthTiles).plus(i), ZERO),
                  sums);
    }
    return sums;
  }

  /** The sums of values with those of a tile of keys. */
  private List<Value> weighted(List<Value> weights, IndexExpr stage, List<Value> sums) {
    List<Value> next = sums;
    int each = weights.size() / valueTiles;
    for (int i = 0; i < valueTiles; i++) {
      WarpgroupOperation.Tile tile = values.tile(stage.times(valueTiles).plus(i), ZERO);
      List<Value> part = weights.subList(i * each, (i + 1) * each);
      next = new BlockBuilder(builder).multiplyRegisters(factor, part, tile, next);
    }
    return next;
  }

  /** A value joined with those of one of a thread's rows. */
  private Value joined(BinaryKind kind, Value first, List<Value> values, int half) {
    Value result = first;
    for (int i = 0; i < values.size(); i++) {
      result = half(i) == half ? builder.binary(kind, result, values.get(i)) : result;
    }
    return result;
  }

  /** The sums of values, as small as larger scores make them. */
  private List<Value> scaled(List<Value> carried, List<Value> shrinks) {
    List<Value> scaled = new ArrayList<>();
    for (int i = 0; i < width / 2; i++) {
      Value sum = carried.get(2 * HALVES + i);
      scaled.add(builder.binary(BinaryKind.FMUL, sum, shrinks.get(half(i))));
    }
    return scaled;
  }

  /** What the softmax is taken of; minus infinity behind the last key. */
  private List<Value> masked(
      IndexExpr batch, IndexExpr query, IndexExpr thread, IndexExpr key, List<Value> sums) {
    List<Value> masked = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      TileArithmetic.Place place = place(thread, i);
      IndexExpr row = query.plus(place.row());
      masked.add(code.masked(batch, row, key.plus(place.column()), sums.get(i)));
    }
    return masked;
  }

  /** Weights as left factors: the sums of two rows of eight keys after the other are in order. */
  private List<Value> packed(List<Value> weights) {
    List<Value> packed = new ArrayList<>();
    for (int i = 0; i < weights.size(); i += 2) {
      packed.add(new BlockBuilder(builder).packFactors(factor, weights.get(i), weights.get(i + 1)));
    }
    return packed;
  }
}
