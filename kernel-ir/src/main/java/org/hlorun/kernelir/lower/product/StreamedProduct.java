package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * A matrix product of few rows whose right operand has its columns, or long runs of them, side by
 * side in memory. That operand is read once, whole rows of some stretches of the depth side by
 * side, and added to sums that stay in the caches: what costs is reading it, and memory is fast for
 * several long runs at once only. Where there are too few columns for threads to share, the depth
 * is cut into pieces whose sums are joined at the end, the same ones for any number of threads.
 */
final class StreamedProduct {
  /** Columns side by side that are worth it. */
  private static final long LEAST_RUN = 64;

  /** Rows at most: of more, a product that copies panels is faster. */
  private static final long MAX_ROWS = 12;

  /** Rows at most of integers: panels hold pairs of them, which are multiplied at once. */
  private static final long MAX_INTEGER_ROWS = 8;

  /** Rows whose sums are few enough for the cache of level 2, as runs are the better the longer. */
  private static final long LONG_RUN_ROWS = 2;

  /** Sums that one task keeps of so few rows. */
  private static final long LONG_RUN_SUMS = 24576;

  /**
   * Vectors of sums that one task keeps of more rows. They are about half of the cache of level 1,
   * which is 48 KiB where vectors have 64 bytes and 32 where they have 32; the rest of it is for
   * the runs that are read and those that are asked for.
   */
  private static final long CACHED_VECTORS = 384;

  /** Rows whose factors stay in registers while a run is read. */
  private static final int ROW_GROUP = 4;

  /** Stretches of the depth that are read side by side. */
  private static final int STREAMS = 4;

  /** Tasks that are enough, and bytes of the right operand that are too few for more than one. */
  private static final long TASKS = 8;

  private static final long TASK_BYTES = 1 << 20;

  private final FusedView view;
  private final MatrixProduct product;
  private final ScalarType type;
  private final int lanes;
  private final long run;
  private final long block;
  private final long pieces;

  /** Whether sums stay in the cache of level 1, and the runs that come next are asked for. */
  private final boolean isAhead;

  StreamedProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.type = product.sum().scalar();
    this.lanes = tile.lanes(type);
    this.run = product.rhs().freeRun();
    this.isAhead = product.rows() > LONG_RUN_ROWS;
    long most = isAhead ? CACHED_VECTORS * lanes : LONG_RUN_SUMS;
    this.block = EvenParts.shared(run, most / product.rows(), lanes);
    this.pieces = pieces();
  }

  /** Whether there are few rows, and columns lie so that reading runs of them is fast. */
  static boolean fits(MatrixProduct product) {
    long run = product.rhs().freeRun();
    long most = product.sum().scalar() == ScalarType.I32 ? MAX_INTEGER_ROWS : MAX_ROWS;
    return product.rows() <= most && (run == product.columns() || run >= LEAST_RUN);
  }

  private long blocks() {
    return product.batch() * product.columns() / run * Math.ceilDiv(run, block);
  }

  private long pieces() {
    long bytes = product.batch() * product.columns() * product.depth() * type.byteSize();
    long wanted = Math.min(Math.ceilDiv(TASKS, blocks()), Math.max(1, bytes / TASK_BYTES));
    return EvenParts.divisor(product.depth(), wanted);
  }

  List<LoweredKernel> lower() {
    return pieces == 1 ? List.of(whole()) : List.of(partial(), join());
  }

  /** The first column of a block of a run, and how many there are. */
  @FunctionalInterface
  private interface Columns {
    void emit(IndexExpr batch, IndexExpr column, long columns);
  }

  /** Runs code for the columns of a block. */
  private void columns(ProductKernel kernel, IndexExpr number, Columns body) {
    long inRun = Math.ceilDiv(run, block);
    long inBatch = product.columns() / run * inRun;
    IndexExpr batch = kernel.once(number.dividedBy(inBatch));
    IndexExpr first = kernel.once(number.dividedBy(inRun).modulo(inBatch / inRun)).times(run);
    kernel.part(
        kernel.once(number.modulo(inRun)),
        block,
        run,
        (column, columns) -> body.emit(batch, first.plus(column), columns));
  }

  private LoweredKernel whole() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    Buffer sums = kernel.builder().local("sums", type, product.rows() * block);
    kernel
        .builder()
        .loop(
            blocks(),
            LoopSchedule.PARALLEL,
            number ->
                columns(
                    kernel,
                    number,
                    (batch, column, columns) -> {
                      IndexExpr none = IndexExpr.constant(0);
                      new Sums(kernel, sums, none, batch, column, columns).add(none);
                      store(kernel, batch, column, columns, place -> load(kernel, sums, place));
                    }));
    return kernel.finish("stream");
  }

  private LoweredKernel partial() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    Buffer sums = scratch(kernel, Buffer.Role.OUTPUT);
    kernel
        .builder()
        .loop(
            blocks() * pieces,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr piece = kernel.once(task.modulo(pieces));
              IndexExpr first = kernel.once(task).times(product.rows() * block);
              columns(
                  kernel,
                  task.dividedBy(pieces),
                  (batch, column, columns) ->
                      new Sums(kernel, sums, first, batch, column, columns)
                          .add(piece.times(product.depth() / pieces)));
            });
    return kernel.finish("stream");
  }

  private Buffer scratch(ProductKernel kernel, Buffer.Role role) {
    long count = blocks() * pieces * product.rows() * block;
    return kernel.arguments().scratch(0, type, count, role);
  }

  private LoweredKernel join() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    Buffer sums = scratch(kernel, Buffer.Role.INPUT);
    long size = product.rows() * block;
    kernel
        .builder()
        .loop(
            blocks(),
            LoopSchedule.PARALLEL,
            number -> {
              IndexExpr first = kernel.once(number).times(pieces * size);
              columns(
                  kernel,
                  number,
                  (batch, column, columns) ->
                      store(
                          kernel,
                          batch,
                          column,
                          columns,
                          place -> joined(kernel, sums, first.plus(place))));
            });
    return kernel.finish("join");
  }

  /** The sum of the pieces' sums, in their order. */
  private Value joined(ProductKernel kernel, Buffer sums, IndexExpr place) {
    Value total = load(kernel, sums, place);
    for (long piece = 1; piece < pieces; piece++) {
      Value next = load(kernel, sums, place.plus(piece * product.rows() * block));
      total = product.sum().add(kernel.builder(), total, next);
    }
    return total;
  }

  private static Value load(ProductKernel kernel, Buffer sums, IndexExpr place) {
    return kernel.builder().load(sums, place, null);
  }

  /** The sum at a place in a block's sums. */
  @FunctionalInterface
  private interface Total {
    Value at(IndexExpr place);
  }

  private void store(
      ProductKernel kernel, IndexExpr batch, IndexExpr column, long columns, Total total) {
    for (int row = 0; row < product.rows(); row++) {
      IndexExpr place = IndexExpr.constant(row * block);
      IndexExpr at = IndexExpr.constant(row);
      kernel
          .builder()
          .loop(
              columns,
              LoopSchedule.vector(lanes, 1),
              lane ->
                  kernel.store(
                      product.resultIndex(batch, at, column.plus(lane)),
                      total.at(place.plus(lane))));
    }
  }

  /** The sums of a block's columns over a piece of the depth, which begin at {@code first}. */
  private final class Sums {
    private final ProductKernel kernel;
    private final KernelBuilder builder;
    private final Buffer sums;
    private final IndexExpr first;
    private final IndexExpr batch;
    private final IndexExpr column;
    private final long columns;

    Sums(
        ProductKernel kernel,
        Buffer sums,
        IndexExpr first,
        IndexExpr batch,
        IndexExpr column,
        long columns) {
      this.kernel = kernel;
      this.builder = kernel.builder();
      this.sums = sums;
      this.first = first;
      this.batch = batch;
      this.column = column;
      this.columns = columns;
    }

    /** Adds up the products of the piece that begins at {@code depth}. */
    void add(IndexExpr depth) {
      Value zero = product.sum().zero(kernel.elements());
      builder.loop(
          product.rows() * block,
          LoopSchedule.vector(lanes, 1),
          place -> builder.store(sums, first.plus(place), zero, null));
      long stretch = product.depth() / pieces / STREAMS;
      builder.loop(
          stretch, LoopSchedule.SERIAL, step -> add(depths(depth.plus(step), STREAMS, stretch)));
      int rest = (int) (product.depth() / pieces % STREAMS);
      if (rest > 0) {
        add(depths(depth.plus(stretch * STREAMS), rest, 1));
      }
    }

    private static List<IndexExpr> depths(IndexExpr first, int count, long apart) {
      List<IndexExpr> depths = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        depths.add(first.plus(i * apart));
      }
      return depths;
    }

    /** Group after group of rows; behind the first, what is read lies in the caches. */
    private void add(List<IndexExpr> depths) {
      int rows = (int) product.rows();
      for (int row = 0; row < rows; row += ROW_GROUP) {
        add(row, Math.min(rows, row + ROW_GROUP), depths);
      }
    }

    private void add(int firstRow, int endRow, List<IndexExpr> depths) {
      builder.loop(
          columns,
          LoopSchedule.vector(lanes, 2),
          lane -> {
            if (firstRow == 0 && isAhead) {
              depths.forEach(depth -> prefetch(lane, depth.plus(1)));
            }
            for (int row = firstRow; row < endRow; row++) {
              IndexExpr place = first.plus(lane).plus(row * block);
              Value sum = builder.load(sums, place, null);
              for (IndexExpr depth : depths) {
                sum = product.sum().multiplyAdd(builder, lhs(row, depth), rhs(lane, depth), sum);
              }
              builder.store(sums, place, sum, null);
            }
          });
    }

    /** Asks for what is read when the stretch's next row is: runs are too short to be foreseen. */
    private void prefetch(IndexExpr lane, IndexExpr depth) {
      kernel.prefetch(product.rhs(), batch, column.plus(lane), depth);
    }

    private Value lhs(int row, IndexExpr depth) {
      return product.lhs(kernel.elements(), batch, IndexExpr.constant(row), depth, null);
    }

    private Value rhs(IndexExpr lane, IndexExpr depth) {
      return product.rhs(kernel.elements(), batch, column.plus(lane), depth, null);
    }
  }
}
