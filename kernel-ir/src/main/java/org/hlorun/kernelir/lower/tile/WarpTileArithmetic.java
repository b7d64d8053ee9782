package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BlockBuilder;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * Every warp multiplies matrices of 16 rows and 8 columns on tensor cores. The layout of their
 * elements over the threads of a warp is that of {@code mma.sync} (PTX ISA, "Matrix Fragments for
 * mma.m16n8k8", "mma.m16n8k16" and "mma.m16n8k32").
 */
public final class WarpTileArithmetic implements TileArithmetic {
  private static final int WARP = 32;
  private static final int ROWS = 16;
  private static final int COLUMNS = 8;

  /** Bytes of depth of one product. */
  private static final int DEPTH_BYTES = 32;

  /** Sums that a thread has of one product: two rows, eight apart, of two columns. */
  private static final int SUMS = 4;

  private final ProductKernel kernel;
  private final OperandTile lhs;
  private final OperandTile rhs;
  private final TileSizes sizes;
  private final MatrixFactor factor;
  private final int depth;

  /**
   * Products of the tiles of two operands in shared memory.
   *
   * @param factor the type of their elements
   */
  public WarpTileArithmetic(
      ProductKernel kernel,
      OperandTile lhs,
      OperandTile rhs,
      TileSizes sizes,
      MatrixFactor factor) {
    this.kernel = kernel;
    this.lhs = lhs;
    this.rhs = rhs;
    this.sizes = sizes;
    this.factor = factor;
    this.depth = DEPTH_BYTES / factor.byteSize();
  }

  private int down() {
    return sizes.threadRows() / ROWS;
  }

  private int across() {
    return sizes.threadColumns() / COLUMNS;
  }

  private IndexExpr firstRow(IndexExpr thread) {
    int warpsAcross = sizes.columns() / sizes.threadColumns();
    return thread.dividedBy((long) WARP * warpsAcross).times(sizes.threadRows());
  }

  private IndexExpr firstColumn(IndexExpr thread) {
    int warpsAcross = sizes.columns() / sizes.threadColumns();
    return thread.dividedBy(WARP).modulo(warpsAcross).times(sizes.threadColumns());
  }

  @Override
  public List<Value> zeros() {
    Value zero = kernel.builder().bits(factor.sum(), 0);
    List<Value> zeros = new ArrayList<>();
    for (int i = 0; i < down() * across() * SUMS; i++) {
      zeros.add(zero);
    }
    return zeros;
  }

  @Override
  public Place place(IndexExpr thread, int sum) {
    int product = sum / SUMS;
    int part = sum % SUMS;
    IndexExpr lane = thread.modulo(WARP);
    IndexExpr row = lane.dividedBy(4).plus((long) product / across() * ROWS + part / 2 * 8L);
    IndexExpr column = lane.modulo(4).times(2).plus((long) product % across() * COLUMNS + part % 2);
    return new Place(firstRow(thread).plus(row), firstColumn(thread).plus(column));
  }

  @Override
  public List<Value> add(IndexExpr thread, IndexExpr stage, List<Value> sums) {
    List<Value> next = sums;
    for (int k = 0; k < sizes.depth(); k += depth) {
      next = multiply(thread, stage, k, next);
    }
    return next;
  }

  private List<Value> multiply(IndexExpr thread, IndexExpr stage, int start, List<Value> sums) {
    List<List<Value>> left = new ArrayList<>();
    for (int i = 0; i < down(); i++) {
      left.add(left(thread, stage, start, i * ROWS));
    }
    List<Value> right = new ArrayList<>();
    for (int i = 0; i < across(); i += 2) {
      right.addAll(right(thread, stage, start, i * COLUMNS));
    }
    List<Value> next = new ArrayList<>();
    for (List<Value> a : left) {
      for (int i = 0; i < across(); i++) {
        List<Value> b = right.subList(2 * i, 2 * i + 2);
        List<Value> c = sums.subList(next.size(), next.size() + SUMS);
        next.addAll(new BlockBuilder(kernel.builder()).multiplyMatrices(factor, a, b, c));
      }
    }
    return next;
  }

  /** The registers of 16 rows: upper and lower half, first half of the depth, then the second. */
  private List<Value> left(IndexExpr thread, IndexExpr stage, int start, int first) {
    IndexExpr lane = thread.modulo(WARP);
    IndexExpr row = firstRow(thread).plus(first);
    IndexExpr secondHalf = lane.dividedBy(16);
    if (lhs.isKeptAlongDepth()) {
      IndexExpr k = secondHalf.times(depth / 2).plus(start);
      return load(lhs, stage, row.plus(lane.modulo(16)), k, false);
    }
    IndexExpr k = secondHalf.times(8).plus(lane.modulo(8)).plus(start);
    return load(lhs, stage, row.plus(lane.dividedBy(8).modulo(2).times(8)), k, true);
  }

  /** The registers of 16 columns: for each eight the first half of the depth, then the second. */
  private List<Value> right(IndexExpr thread, IndexExpr stage, int start, int first) {
    IndexExpr lane = thread.modulo(WARP);
    IndexExpr column = firstColumn(thread).plus(lane.dividedBy(16).times(8)).plus(first);
    if (rhs.isKeptAlongDepth()) {
      IndexExpr k = lane.dividedBy(8).modulo(2).times(depth / 2).plus(start);
      return load(rhs, stage, column.plus(lane.modulo(8)), k, false);
    }
    return load(rhs, stage, column, lane.modulo(16).plus(start), true);
  }

  private List<Value> load(
      OperandTile tile, IndexExpr stage, IndexExpr free, IndexExpr k, boolean transposed) {
    KernelBuilder builder = kernel.builder();
    return new BlockBuilder(builder)
        .loadMatrices(tile.buffer(), tile.place(stage, free, k), transposed);
  }
}
