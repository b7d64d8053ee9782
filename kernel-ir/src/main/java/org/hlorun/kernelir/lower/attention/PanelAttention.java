package org.hlorun.kernelir.lower.attention;

import java.util.List;
import java.util.function.Function;
import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.lower.product.RegisterTileCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * Attention on a CPU in one pass over the keys, without the matrix of scores in memory. All is
 * computed transposed: queries are the lanes of vectors, so that a position of a key or a value is
 * a factor of all of them, and nothing is reduced across lanes. A task has some panels of queries;
 * it copies a block of keys and values and adds that to the sums of all its panels. (The algorithm
 * is that of {@link BlockAttention}.)
 */
public final class PanelAttention {
  /** Fewer queries leave lanes idle, and are bound by reading keys and values. */
  private static final long MIN_QUERIES = 8;

  /** What a task may have on its stack. */
  private static final long MAX_BYTES = 512 << 10;

  private final ProductKernel kernel;
  private final KernelBuilder builder;
  private final MatrixProduct scores;
  private final MatrixProduct result;
  private final PanelSizes sizes;
  private final PanelMemory memory;
  private final ScoreCode code;
  private final Buffer maxima;
  private final Buffer totals;
  private final Buffer shrinkage;

  private PanelAttention(FusedView view, AttentionParts parts, TargetDescription machine) {
    this.kernel = new ProductKernel(view, parts.result());
    this.builder = kernel.builder();
    this.scores = MatrixProduct.of(view, parts.scores());
    this.result = MatrixProduct.of(view, parts.result());
    this.sizes = PanelSizes.of(scores, result, RegisterTile.of(machine));
    this.memory = new PanelMemory(kernel, scores, result, sizes);
    this.code = new ScoreCode(kernel, parts, scores, false);
    long lanes = sizes.panels() * sizes.lanes();
    this.maxima = builder.local("maxima", ScalarType.F32, lanes);
    this.totals = builder.local("totals", ScalarType.F32, lanes);
    this.shrinkage = builder.local("shrinkage", ScalarType.F32, sizes.lanes());
  }

  /** Whether this kernel computes an attention, and is worth it. */
  public static boolean fits(AttentionParts parts, TargetDescription machine) {
    for (HloInstruction dot : List.of(parts.scores(), parts.result())) {
      if (!isFloat(dot) || !dot.operands().stream().allMatch(PanelAttention::isFloat)) {
        return false;
      }
    }
    MatrixProduct scores = product(parts.scores(), machine);
    return isFloat(parts.masked())
        && scores.rows() >= MIN_QUERIES
        && PanelSizes.of(scores, product(parts.result(), machine), RegisterTile.of(machine)).bytes()
            <= MAX_BYTES;
  }

  private static MatrixProduct product(HloInstruction dot, TargetDescription machine) {
    return MatrixProduct.of(new FusedView(dot, new LoweringTarget.Cpu(machine)), dot);
  }

  /** Whether a value is computed in f32. */
  private static boolean isFloat(HloInstruction value) {
    ElementType type = value.shape().asArray().elementType();
    return type == ElementType.F32 || type == ElementType.BF16 || type == ElementType.F16;
  }

  /** The kernel of an attention that {@link #fits}. */
  public static LoweredKernel lower(
      FusedView view, AttentionParts parts, TargetDescription machine) {
    return new PanelAttention(view, parts, machine).lower();
  }

  private LoweredKernel lower() {
    long all = Math.ceilDiv(scores.rows(), sizes.lanes());
    long blocks = Math.ceilDiv(all, sizes.panels());
    builder.loop(
        scores.batch() * blocks,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr batch = kernel.once(task.dividedBy(blocks));
          IndexExpr first = kernel.once(task.modulo(blocks).times(sizes.panels()));
          task(batch, first, panelCount(first, all));
        });
    return kernel.finish("attention");
  }

  /** Panels of a task: fewer of the last. */
  private IndexExpr panelCount(IndexExpr first, long all) {
    return all % sizes.panels() == 0
        ? IndexExpr.constant(sizes.panels())
        : BoundsCode.clamped(
            builder, IndexExpr.constant(all).plus(first.times(-1)), sizes.panels());
  }

  private void task(IndexExpr batch, IndexExpr first, IndexExpr count) {
    memory.clear();
    fill(maxima, code.none());
    fill(totals, builder.real(ScalarType.F32, 0));
    builder.loopBelow(count, panel -> memory.copyQueries(batch, panel, query(first, panel)));
    builder.loop(
        Math.ceilDiv(scores.columns(), sizes.keys()),
        LoopSchedule.SERIAL,
        block -> {
          IndexExpr key = kernel.once(block.times(sizes.keys()));
          memory.copyBlock(batch, key);
          builder.loopBelow(
              count,
              panel -> {
                score(panel);
                weigh(batch, panel, query(first, panel), key);
                add(panel);
              });
        });
    builder.loopBelow(count, panel -> write(batch, panel, query(first, panel)));
  }

  private void fill(Buffer buffer, Value value) {
    builder.loop(buffer.count(), lanes(), i -> builder.store(buffer, i, value, null));
  }

  private LoopSchedule lanes() {
    return LoopSchedule.vector(sizes.lanes(), 1);
  }

  /** The number of a panel's first query. */
  private IndexExpr query(IndexExpr first, IndexExpr panel) {
    return first.plus(panel).times(sizes.lanes());
  }

  /** Where the factors and sums of a product of a panel are. */
  private record Factors(Left left, Right right, Sum initial, Store store)
      implements RegisterTileCode.Memory {
    interface Left {
      Value at(int row, IndexExpr depth);
    }

    interface Right {
      Value at(IndexExpr lane, IndexExpr depth);
    }

    interface Sum {
      Value at(int row, IndexExpr lane);
    }

    interface Store {
      void to(int row, IndexExpr lane, Value sum);
    }

    @Override
    public Value lhs(int row, List<IndexExpr> depth) {
      return left.at(row, depth.getFirst());
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      return right.at(lane, depth.getFirst());
    }

    @Override
    public Value initial(int row, IndexExpr lane) {
      return initial.at(row, lane);
    }

    @Override
    public void store(int row, IndexExpr lane, Value sum) {
      store.to(row, lane, sum);
    }
  }

  /** Multiplies the keys of the block with the queries of a panel. */
  private void score(IndexExpr panel) {
    Value zero = builder.real(ScalarType.F32, 0);
    tiles(
        sizes.keys(),
        sizes.depth(),
        key ->
            new Factors(
                (row, k) -> memory.key(key.plus(row), k),
                (lane, k) -> memory.query(panel, k, lane),
                (row, lane) -> zero,
                (row, lane, sum) -> memory.setWeight(key.plus(row), lane, sum)));
  }

  /** Shrinks the sums of a panel and adds the weighted values of the block. */
  private void add(IndexExpr panel) {
    tiles(
        sizes.width(),
        sizes.keys(),
        position ->
            new Factors(
                (row, key) -> memory.value(key, position.plus(row)),
                (lane, key) -> memory.weight(key, lane),
                (row, lane) ->
                    builder.binary(
                        BinaryKind.FMUL,
                        memory.sum(panel, position.plus(row), lane),
                        builder.load(shrinkage, lane, null)),
                (row, lane, sum) -> memory.setSum(panel, position.plus(row), lane, sum)));
  }

  private void tiles(long rows, long depth, Function<IndexExpr, Factors> tile) {
    builder.loop(
        rows / sizes.tileRows(),
        LoopSchedule.SERIAL,
        number ->
            new RegisterTileCode(kernel)
                .emit(
                    sizes.tileRows(),
                    sizes.lanes(),
                    sizes.lanes(),
                    List.of(depth),
                    tile.apply(number.times(sizes.tileRows()))));
  }

  /** Makes the scores of a panel weights, and says by how much its sums shrink. */
  private void weigh(IndexExpr batch, IndexExpr panel, IndexExpr query, IndexExpr first) {
    builder.loop(
        sizes.lanes(),
        lanes(),
        lane -> {
          IndexExpr place = panel.times(sizes.lanes()).plus(lane);
          Value before = builder.load(maxima, place, null);
          Value largest = mask(batch, query.plus(lane), first, lane, before);
          builder.store(maxima, place, largest, null);
          Value reference = code.finite(largest);
          Value factor = code.exp(builder.binary(BinaryKind.FSUB, before, reference));
          builder.store(shrinkage, lane, factor, null);
          Value total = builder.binary(BinaryKind.FMUL, builder.load(totals, place, null), factor);
          builder.store(totals, place, exponentials(lane, reference, total), null);
        });
  }

  /** Masks the scores of a query, and gives the largest one, or what was larger before. */
  private Value mask(
      IndexExpr batch, IndexExpr query, IndexExpr first, IndexExpr lane, Value before) {
    return builder
        .loop(
            sizes.keys(),
            LoopSchedule.SERIAL,
            List.of(before),
            (key, carried) -> {
              Value score = code.masked(batch, query, first.plus(key), memory.weight(key, lane));
              memory.setWeight(key, lane, score);
              return List.of(builder.binary(BinaryKind.FMAX, carried.getFirst(), score));
            },
            null)
        .getFirst();
  }

  private Value exponentials(IndexExpr lane, Value reference, Value total) {
    return builder
        .loop(
            sizes.keys(),
            LoopSchedule.SERIAL,
            List.of(total),
            (key, carried) -> {
              Value weight =
                  code.exp(builder.binary(BinaryKind.FSUB, memory.weight(key, lane), reference));
              memory.setWeight(key, lane, weight);
              return List.of(builder.binary(BinaryKind.FADD, carried.getFirst(), weight));
            },
            null)
        .getFirst();
  }

  private void write(IndexExpr batch, IndexExpr panel, IndexExpr query) {
    IndexExpr rest = IndexExpr.constant(result.rows()).plus(query.times(-1));
    builder.loopBelow(
        BoundsCode.clamped(builder, rest, sizes.lanes()),
        lane ->
            builder.loop(
                result.columns(),
                lanes(),
                position -> {
                  IndexExpr place = panel.times(sizes.lanes()).plus(lane);
                  Value quotient =
                      builder.binary(
                          BinaryKind.FDIV,
                          memory.sum(panel, position, lane),
                          builder.load(totals, place, null));
                  kernel.store(result.resultIndex(batch, query.plus(lane), position), quotient);
                }));
  }
}
