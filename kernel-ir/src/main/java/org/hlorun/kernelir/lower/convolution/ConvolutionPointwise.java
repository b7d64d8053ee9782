package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.lower.product.RegisterTileCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * A convolution whose window is one element, of channels that lie one after the other (NCHW): for
 * every image the product of the factors with a matrix whose rows are channels, which gives the
 * output as it lies in memory. Factors are copied tile by tile before; a task copies some columns
 * of its image, a register tile wide each, and multiplies them with all factors.
 */
public final class ConvolutionPointwise {
  /** Bytes of the columns that one task copies: they stay in the cache of level 2. */
  private static final long BLOCK_BYTES = 192 << 10;

  private final FusedView view;
  private final ConvolutionGeometry geometry;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final long channels;
  private final long rows;
  private final long columns;
  private final long blocks;
  private final long blockPanels;

  /** The kernels of an instruction that {@link #fits}. */
  public ConvolutionPointwise(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.view = view;
    this.geometry = ConvolutionGeometry.of(view, convolution);
    this.type = ProductSum.of(convolution).scalar();
    RegisterTile tile = RegisterTile.of(machine);
    this.channels = geometry.features();
    this.rows = geometry.columns();
    this.columns = geometry.rows() / images();
    this.tileRows = (int) Math.min(tile.rows(), rows);
    this.tileColumns = tile.columns(type);
    long panels = Math.ceilDiv(columns, tileColumns);
    long most = Math.max(1, BLOCK_BYTES / (channels * tileColumns * type.byteSize()));
    this.blocks = Math.ceilDiv(panels, most);
    this.blockPanels = Math.ceilDiv(panels, blocks);
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    return !geometry.window().isEmpty()
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && geometry.groups() == 1
        && labels.inputBatch() == 0
        && labels.outputBatch() == 0
        && ConvolutionPlanes.isLast(labels.inputSpatial())
        && ConvolutionPlanes.isLast(labels.outputSpatial())
        && geometry.window().stream().allMatch(ConvolutionPointwise::isPoint);
  }

  private static boolean isPoint(WindowDimension dimension) {
    return dimension.size() == 1
        && dimension.stride() == 1
        && dimension.paddingLow() == 0
        && dimension.paddingHigh() == 0
        && dimension.baseDilation() == 1;
  }

  private long images() {
    return ElementGenerator.dimensions(geometry.convolution()).get(0);
  }

  /** The kernels in the order in which they run. */
  public List<LoweredKernel> lower() {
    return List.of(packFactors(), multiply());
  }

  private Buffer factors(ProductKernel kernel, Buffer.Role role) {
    long count = Math.ceilDiv(rows, tileRows) * tileRows * channels;
    return kernel.arguments().scratch(0, type, count, role);
  }

  /** Copies the factors: tile by tile, channel by channel those of the tile's rows. */
  private LoweredKernel packFactors() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer packed = factors(kernel, Buffer.Role.OUTPUT);
    List<IndexExpr> window = Collections.nCopies(geometry.window().size(), IndexExpr.constant(0));
    builder.loop(
        Math.ceilDiv(rows, tileRows),
        LoopSchedule.PARALLEL,
        tile ->
            kernel.part(
                kernel.once(tile),
                tileRows,
                rows,
                (row, count) ->
                    builder.loop(
                        channels,
                        LoopSchedule.SERIAL,
                        channel -> {
                          for (int r = 0; r < count; r++) {
                            MultiIndex from = geometry.kernelIndex(window, channel, row.plus(r));
                            IndexExpr to =
                                tile.times(channels).plus(channel).times(tileRows).plus(r);
                            builder.store(packed, to, kernel.factor(1, from, null), null);
                          }
                        })));
    return kernel.finish("pack");
  }

  private LoweredKernel multiply() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer factors = factors(kernel, Buffer.Role.INPUT);
    Buffer copied = builder.local("columns", type, blockPanels * channels * tileColumns);
    builder.loop(
        images() * blocks,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr image = kernel.once(task.dividedBy(blocks));
          IndexExpr first = kernel.once(task.modulo(blocks).times(blockPanels));
          builder.loop(
              channels,
              LoopSchedule.SERIAL,
              channel ->
                  panels(
                      kernel,
                      first,
                      (number, column, count) ->
                          copy(kernel, copied, image, channel, number, column, count)));
          builder.loop(
              Math.ceilDiv(rows, tileRows),
              LoopSchedule.SERIAL,
              tile ->
                  kernel.part(
                      kernel.once(tile),
                      tileRows,
                      rows,
                      (row, rowCount) ->
                          panels(
                              kernel,
                              first,
                              (number, column, count) -> {
                                prefetch(kernel, image, tile, column);
                                new RegisterTileCode(kernel)
                                    .emit(
                                        (int) (long) rowCount,
                                        count,
                                        tileColumns,
                                        List.of(channels),
                                        new Memory(
                                            kernel, factors, copied, image, tile, row, number,
                                            column));
                              })));
        });
    return kernel.finish("multiply");
  }

  /** Every tile asks for some channels of what the next task copies. */
  private void prefetch(ProductKernel kernel, IndexExpr image, IndexExpr tile, IndexExpr column) {
    long distance = blocks == 1 ? channels * columns : blockPanels * tileColumns;
    long each = Math.ceilDiv(channels, Math.ceilDiv(rows, tileRows));
    for (Buffer buffer : kernel.streams(0)) {
      for (long i = 0; i < each; i++) {
        IndexExpr channel = tile.times(each).plus(i);
        IndexExpr at = place(image, channel, channels, column).linear(inputSizes());
        kernel.builder().prefetch(buffer, at.plus(distance));
      }
    }
  }

  private LongList inputSizes() {
    return ElementGenerator.dimensions(geometry.convolution().operand(0));
  }

  /** Code for a panel: its number in the block, its first column, and how many there are. */
  @FunctionalInterface
  private interface Panel {
    void emit(IndexExpr number, IndexExpr column, long count);
  }

  private void panels(ProductKernel kernel, IndexExpr first, Panel body) {
    kernel
        .builder()
        .loop(
            blockPanels,
            LoopSchedule.SERIAL,
            number ->
                kernel.part(
                    kernel.once(first.plus(number)),
                    tileColumns,
                    columns,
                    (column, count) -> body.emit(number, column, count)));
  }

  /** Copies a channel's part of a panel. */
  private void copy(
      ProductKernel kernel,
      Buffer copied,
      IndexExpr image,
      IndexExpr channel,
      IndexExpr number,
      IndexExpr column,
      long count) {
    KernelBuilder builder = kernel.builder();
    builder.loop(
        count,
        LoopSchedule.vector(tileColumns, 1),
        lane -> {
          MultiIndex from = place(image, channel, channels, column.plus(lane));
          IndexExpr to = number.times(channels).plus(channel).times(tileColumns).plus(lane);
          builder.store(copied, to, kernel.factor(0, from, null), null);
        });
  }

  /** An element of an array of images, channels and positions. */
  private MultiIndex place(IndexExpr image, IndexExpr channel, long count, IndexExpr position) {
    LongList sizes = ElementGenerator.dimensions(geometry.convolution());
    List<Long> spatial = sizes.stream().skip(2).boxed().toList();
    List<IndexExpr> coordinates = new ArrayList<>(List.of(image, channel));
    coordinates.addAll(
        MultiIndex.delinearize(
                position, LongList.of(spatial.stream().mapToLong(Long::longValue).toArray()))
            .coordinates());
    IndexExpr linear = image.times(count).plus(channel).times(columns).plus(position);
    return MultiIndex.at(coordinates, linear);
  }

  /** What a tile of the output reads and writes. */
  private final class Memory implements RegisterTileCode.Memory {
    private final ProductKernel kernel;
    private final Buffer factors;
    private final Buffer copied;
    private final IndexExpr image;
    private final IndexExpr tile;
    private final IndexExpr row;
    private final IndexExpr number;
    private final IndexExpr column;

    Memory(
        ProductKernel kernel,
        Buffer factors,
        Buffer copied,
        IndexExpr image,
        IndexExpr tile,
        IndexExpr row,
        IndexExpr number,
        IndexExpr column) {
      this.kernel = kernel;
      this.factors = factors;
      this.copied = copied;
      this.image = image;
      this.tile = tile;
      this.row = row;
      this.number = number;
      this.column = column;
    }

    @Override
    public Value lhs(int r, List<IndexExpr> depth) {
      IndexExpr place = tile.times(channels).plus(depth.getFirst()).times(tileRows).plus(r);
      return kernel.builder().load(factors, place, null);
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      IndexExpr place = number.times(channels).plus(depth.getFirst()).times(tileColumns).plus(lane);
      return kernel.builder().load(copied, place, null);
    }

    @Override
    public Value initial(int r, IndexExpr lane) {
      return kernel.sum().zero(kernel.elements());
    }

    @Override
    public void store(int r, IndexExpr lane, Value sum) {
      kernel.store(place(image, row.plus(r), rows, column.plus(lane)), sum);
    }
  }
}
