package org.hlorun.kernelir.lower.attention;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.tile.TileArithmetic;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * Attention by blocks of threads of a GPU that never store the scores. A block has some queries and
 * passes over the keys once, tile by tile; it keeps for every query the largest score so far, the
 * sum of the exponentials of the scores less that, and the weighted sum of the values, and scales
 * them down when a larger score comes. (Dao et al., "FlashAttention", 2022, and Milakov and
 * Gimelshein, "Online normalizer calculation for softmax", 2018.)
 */
public final class BlockAttention {
  private final ProductKernel kernel;
  private final KernelBuilder builder;
  private final ScoreCode code;
  private final MatrixProduct scores;
  private final MatrixProduct result;
  private final AttentionTiles tiles;
  private final Buffer maxima;
  private final Buffer factors;

  private BlockAttention(FusedView view, AttentionParts parts, AttentionTiles.Plan plan) {
    this.kernel = new ProductKernel(view, parts.result());
    this.builder = kernel.builder();
    this.scores = MatrixProduct.of(view, parts.scores());
    this.result = MatrixProduct.of(view, parts.result());
    this.code = new ScoreCode(kernel, parts, scores, plan.factor() != null);
    this.tiles = new AttentionTiles(kernel, scores, result, plan);
    long lanes = (long) AttentionTiles.QUERIES * tiles.threadsOfQuery();
    this.maxima = builder.shared("maxima", ScalarType.F32, lanes);
    this.factors = builder.shared("factors", ScalarType.F32, AttentionTiles.QUERIES);
  }

  /**
   * The kernel of an attention.
   *
   * @throws UnsupportedKernelException if a block cannot hold its tiles, or its types are others
   */
  public static LoweredKernel lower(
      FusedView view, AttentionParts parts, LoweringTarget.Gpu target) {
    for (HloInstruction dot : List.of(parts.scores(), parts.result())) {
      if (ProductSum.of(dot).type() != ElementType.F32) {
        throw new UnsupportedKernelException("an attention of " + dot.shape());
      }
    }
    MatrixFactor factor = MatrixFactors.of(parts.scores(), target);
    MatrixFactor common = factor == MatrixFactors.of(parts.result(), target) ? factor : null;
    MatrixProduct scores = MatrixProduct.of(view, parts.scores());
    MatrixProduct result = MatrixProduct.of(view, parts.result());
    if (target.hasWarpgroups()
        && common != null
        && WarpgroupAttention.fits(scores, result, common)) {
      return WarpgroupAttention.lower(view, parts, common);
    }
    AttentionTiles.Plan plan = AttentionTiles.Plan.of(common, scores.depth(), result.columns());
    if (plan.sharedBytes() > target.sharedBytes()) {
      throw new UnsupportedKernelException(
          "an attention of heads of %d and %d elements"
              .formatted(scores.depth(), result.columns()));
    }
    return new BlockAttention(view, parts, plan).lower();
  }

  private LoweredKernel lower() {
    long blocks = Math.ceilDiv(scores.rows(), AttentionTiles.QUERIES);
    builder.loop(
        scores.batch() * blocks,
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr batch = kernel.once(number.dividedBy(blocks));
          IndexExpr query = kernel.once(number.modulo(blocks)).times(AttentionTiles.QUERIES);
          builder.loop(tiles.threads(), LoopSchedule.THREADS, thread -> run(batch, query, thread));
        });
    return kernel.finish("attention");
  }

  private void run(IndexExpr batch, IndexExpr query, IndexExpr thread) {
    tiles.copyQueries(thread, batch, query);
    List<Value> initial = new ArrayList<>();
    initial.add(code.none());
    initial.add(builder.real(ScalarType.F32, 0));
    initial.addAll(tiles.output().zeros());
    List<Value> last =
        builder.loop(
            Math.ceilDiv(scores.columns(), AttentionTiles.KEYS),
            LoopSchedule.SERIAL,
            initial,
            (step, carried) -> step(batch, query, thread, step.times(AttentionTiles.KEYS), carried),
            null);
    builder.add(new BlockOperation.Barrier());
    builder.store(maxima, thread, last.get(1), null);
    builder.add(new BlockOperation.Barrier());
    write(batch, query, thread, last.subList(2, last.size()));
  }

  /** The carried values after one more tile of keys. */
  private List<Value> step(
      IndexExpr batch, IndexExpr query, IndexExpr thread, IndexExpr key, List<Value> carried) {
    builder.add(new BlockOperation.Barrier());
    tiles.copyKeys(thread, batch, key);
    tiles.copyValues(thread, batch, key);
    builder.add(new BlockOperation.Barrier());
    score(batch, query, thread, key);
    builder.add(new BlockOperation.Barrier());
    List<Value> next = new ArrayList<>(weigh(thread, carried.get(0), carried.get(1)));
    builder.add(new BlockOperation.Barrier());
    List<Value> scaled = new ArrayList<>();
    for (int i = 0; i + 2 < carried.size(); i++) {
      IndexExpr row = tiles.output().place(thread, i).row();
      Value factor = builder.load(factors, row, null);
      scaled.add(builder.binary(BinaryKind.FMUL, carried.get(i + 2), factor));
    }
    next.addAll(tiles.output().add(thread, IndexExpr.constant(0), scaled));
    return next;
  }

  /** Writes a tile of what the softmax is taken of; minus infinity behind the last key. */
  private void score(IndexExpr batch, IndexExpr query, IndexExpr thread, IndexExpr key) {
    TileArithmetic arithmetic = tiles.scores();
    List<Value> sums = arithmetic.add(thread, IndexExpr.constant(0), arithmetic.zeros());
    for (int i = 0; i < sums.size(); i++) {
      TileArithmetic.Place place = arithmetic.place(thread, i);
      IndexExpr row = query.plus(place.row());
      Value value = code.masked(batch, row, key.plus(place.column()), sums.get(i));
      builder.store(tiles.scoreTile(), tiles.scorePlace(place.row(), place.column()), value, null);
    }
  }

  /**
   * Writes the exponentials of a tile of scores, and by how much the sums of each query shrink.
   * Some threads share a query: each has a part of its keys.
   *
   * @return the largest score and the sum of the thread's exponentials
   */
  private List<Value> weigh(IndexExpr thread, Value oldMaximum, Value oldSum) {
    int sharing = tiles.threadsOfQuery();
    int keys = AttentionTiles.KEYS / sharing;
    IndexExpr row = kernel.once(thread.dividedBy(sharing));
    IndexExpr part = kernel.once(thread.modulo(sharing));
    List<IndexExpr> places = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    Value largest = oldMaximum;
    for (int i = 0; i < keys; i++) {
      IndexExpr column = part.plus((long) i * sharing);
      places.add(column);
      values.add(builder.load(tiles.scoreTile(), tiles.scorePlace(row, column), null));
      largest = builder.binary(BinaryKind.FMAX, largest, values.getLast());
    }
    builder.store(maxima, thread, largest, null);
    builder.add(new BlockOperation.Barrier());
    for (int i = 0; i < sharing; i++) {
      Value other = builder.load(maxima, row.times(sharing).plus(i), null);
      largest = builder.binary(BinaryKind.FMAX, largest, other);
    }
    Value reference = code.finite(largest);
    Value factor = code.exp(builder.binary(BinaryKind.FSUB, oldMaximum, reference));
    Value sum = builder.binary(BinaryKind.FMUL, oldSum, factor);
    for (int i = 0; i < keys; i++) {
      Value weight = code.exp(builder.binary(BinaryKind.FSUB, values.get(i), reference));
      sum = builder.binary(BinaryKind.FADD, sum, weight);
      tiles.storeWeight(row, places.get(i), weight);
    }
    Value isFirst =
        builder.compare(Predicate.EQ, builder.index(part), builder.integer(ScalarType.I64, 0));
    BoundsCode.when(builder, isFirst, () -> builder.store(factors, row, factor, null));
    return List.of(largest, sum);
  }

  private void write(IndexExpr batch, IndexExpr query, IndexExpr thread, List<Value> sums) {
    int sharing = tiles.threadsOfQuery();
    for (int i = 0; i < sums.size(); i++) {
      TileArithmetic.Place place = tiles.output().place(thread, i);
      IndexExpr row = query.plus(place.row());
      Value total = null;
      for (int s = 0; s < sharing; s++) {
        Value part = builder.load(maxima, place.row().times(sharing).plus(s), null);
        total = total == null ? part : builder.binary(BinaryKind.FADD, total, part);
      }
      Value quotient = builder.binary(BinaryKind.FDIV, sums.get(i), total);
      Value inside = BoundsCode.within(builder, null, row, result.rows());
      BoundsCode.when(
          builder,
          BoundsCode.within(builder, inside, place.column(), result.columns()),
          () -> kernel.store(result.resultIndex(batch, row, place.column()), quotient));
    }
  }
}
