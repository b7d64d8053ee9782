package org.hlorun.kernelir.lower.attention;

import java.util.function.BiFunction;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductOperand;
import org.hlorun.kernelir.lower.tile.OperandTile;
import org.hlorun.kernelir.lower.tile.ThreadTileArithmetic;
import org.hlorun.kernelir.lower.tile.TileArithmetic;
import org.hlorun.kernelir.lower.tile.TileSizes;
import org.hlorun.kernelir.lower.tile.WarpTileArithmetic;

/** The shared memory of an attention kernel: tiles of queries, keys, values, scores and weights. */
final class AttentionTiles {
  /** Queries of a block. */
  static final int QUERIES = 64;

  /** Keys of a tile. */
  static final int KEYS = 64;

  /** Depths and widths are filled up to multiples of this. */
  private static final int MULTIPLE = 16;

  private static final int ACCESS = 16;

  /**
   * How an attention is cut.
   *
   * @param factor what tensor cores multiply; null if threads do
   * @param depth positions of a query and a key, filled up
   * @param width positions of a value, filled up
   */
  record Plan(MatrixFactor factor, int depth, int width) {
    /** The plan for a depth and a width. */
    static Plan of(MatrixFactor factor, long depth, long width) {
      int across = factor == null ? KEYS : 2 * MULTIPLE;
      return new Plan(factor, up(depth, MULTIPLE), up(width, across));
    }

    private static int up(long size, int multiple) {
      return Math.toIntExact(Math.ceilDiv(size, multiple) * multiple);
    }

    private int threads() {
      return factor == null ? 256 : 128;
    }

    private ScalarType type() {
      return factor == null ? ScalarType.F32 : MatrixFactors.storage(factor);
    }

    /** Bytes of shared memory of a block. */
    long sharedBytes() {
      long elements =
          (QUERIES + KEYS) * (long) (depth + ACCESS)
              + (long) KEYS * (width + ACCESS)
              + (factor == null ? 0 : QUERIES * (KEYS + ACCESS));
      long scores = (long) QUERIES * (KEYS + 1) + 4L * QUERIES + threads();
      return elements * type().byteSize() + scores * ScalarType.F32.byteSize();
    }
  }

  private static final IndexExpr NOTHING = IndexExpr.constant(0);

  private final ProductKernel kernel;
  private final KernelBuilder builder;
  private final Plan plan;
  private final MatrixProduct scoreProduct;
  private final MatrixProduct resultProduct;
  private final OperandTile queries;
  private final OperandTile keys;
  private final OperandTile values;
  private final OperandTile weights;
  private final Buffer scoreTile;
  private final TileArithmetic scores;
  private final TileArithmetic output;

  AttentionTiles(ProductKernel kernel, MatrixProduct scores, MatrixProduct result, Plan plan) {
    this.kernel = kernel;
    this.builder = kernel.builder();
    this.plan = plan;
    this.scoreProduct = scores;
    this.resultProduct = result;
    boolean narrow = plan.factor() != null;
    this.queries = tile("queries", QUERIES, plan.depth(), scores.lhs(), narrow);
    this.keys = tile("keys", KEYS, plan.depth(), scores.rhs(), narrow);
    this.values =
        tile(
            "values", plan.width(), KEYS, result.rhs(), narrow && result.rhs().isDepthContiguous());
    this.scoreTile = builder.shared("scores", ScalarType.F32, (long) QUERIES * (KEYS + 1));
    this.weights =
        new OperandTile(
            builder, "weights", plan.type(), layout(QUERIES, KEYS, true, true), 1, QUERIES, KEYS);
    this.scores = arithmetic(queries, keys, sizes(KEYS, plan.depth()));
    this.output = arithmetic(weights, values, sizes(plan.width(), KEYS));
  }

  private OperandTile.Layout layout(int size, int depth, boolean readAlongDepth, boolean kept) {
    return new OperandTile.Layout(
        size, depth, 1, plan.threads(), readAlongDepth, kept, ACCESS / plan.type().byteSize());
  }

  private OperandTile tile(String name, int size, int depth, ProductOperand operand, boolean kept) {
    return new OperandTile(
        builder,
        name,
        plan.type(),
        layout(size, depth, operand.isDepthContiguous(), kept),
        ACCESS / plan.type().byteSize(),
        operand.count(operand.free()),
        operand.count(operand.depth()));
  }

  private TileSizes sizes(int columns, int depth) {
    return plan.factor() == null
        ? new TileSizes(QUERIES, columns, depth, 4, columns / 16, plan.threads())
        : new TileSizes(QUERIES, columns, depth, 32, columns / 2, plan.threads());
  }

  private TileArithmetic arithmetic(OperandTile lhs, OperandTile rhs, TileSizes sizes) {
    return plan.factor() == null
        ? new ThreadTileArithmetic(kernel, lhs, rhs, sizes)
        : new WarpTileArithmetic(kernel, lhs, rhs, sizes, plan.factor());
  }

  int threads() {
    return plan.threads();
  }

  /** Threads that share the scores of a query. */
  int threadsOfQuery() {
    return plan.threads() / QUERIES;
  }

  /** Queries times keys. */
  TileArithmetic scores() {
    return scores;
  }

  /** Weights times values. */
  TileArithmetic output() {
    return output;
  }

  Buffer scoreTile() {
    return scoreTile;
  }

  IndexExpr scorePlace(IndexExpr query, IndexExpr key) {
    return query.times(KEYS + 1).plus(key);
  }

  void copyQueries(IndexExpr thread, IndexExpr batch, IndexExpr first) {
    Factor query = (row, k) -> scoreProduct.lhs(kernel.elements(), batch, row, k, null);
    copy(queries, thread, first, NOTHING, query);
  }

  void copyKeys(IndexExpr thread, IndexExpr batch, IndexExpr first) {
    Factor key = (column, k) -> scoreProduct.rhs(kernel.elements(), batch, column, k, null);
    copy(keys, thread, first, NOTHING, key);
  }

  void copyValues(IndexExpr thread, IndexExpr batch, IndexExpr first) {
    Factor value = (column, key) -> resultProduct.rhs(kernel.elements(), batch, column, key, null);
    copy(values, thread, NOTHING, first, value);
  }

  /** An element of a factor at a free position and a depth. */
  private interface Factor extends BiFunction<IndexExpr, IndexExpr, Value> {}

  private void copy(
      OperandTile tile, IndexExpr thread, IndexExpr free, IndexExpr depth, Factor factor) {
    IndexExpr stage = IndexExpr.constant(0);
    tile.write(thread, stage, tile.read(thread, free, depth, (f, k) -> stored(factor.apply(f, k))));
  }

  private Value stored(Value wide) {
    return plan.factor() == null
        ? wide
        : MatrixFactors.encode(kernel.elements(), plan.factor(), wide);
  }

  /** Keeps a weight, rounded to the type of the factors. */
  void storeWeight(IndexExpr query, IndexExpr key, Value weight) {
    IndexExpr stage = IndexExpr.constant(0);
    Value rounded =
        plan.factor() == null
            ? weight
            : kernel.elements().numbers().fit(MatrixFactors.elementType(plan.factor()), weight);
    builder.store(weights.buffer(), weights.place(stage, query, key), stored(rounded), null);
  }
}
