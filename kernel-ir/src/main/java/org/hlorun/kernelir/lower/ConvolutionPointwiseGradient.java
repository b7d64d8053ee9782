package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * The gradient of a pointwise convolution's factors, of channels that lie one after the other: a
 * convolution whose window is the whole input and whose features are images. Every result is the
 * dot product of two channels over all images. Lanes walk along positions of an image, which lie
 * side by side in both operands, so that nothing is copied; a tile of results is summed in
 * registers for a part of an image, and kept as vectors until all images are added.
 */
final class ConvolutionPointwiseGradient {
  private static final int TILE_ROWS = 3;
  private static final int TILE_COLUMNS = 4;

  /** Tiles below and beside each other whose sums one task keeps. */
  private static final long BLOCK_TILES = 12;

  /** Blocks that give several threads something to do. */
  private static final long MIN_BLOCKS = 8;

  /** Bytes of both operands' channels that are used again while they are in the cache. */
  private static final long CHUNK_BYTES = 96 << 10;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final int lanes;
  private final long rows;
  private final long columns;
  private final long positions;
  private final long rowTiles;
  private final long columnTiles;
  private final long chunk;
  private final Buffer sums;

  ConvolutionPointwiseGradient(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.kernel = new ProductKernel(view, convolution);
    this.geometry = ConvolutionGeometry.of(view, convolution);
    ScalarType type = kernel.sum().scalar();
    this.lanes = RegisterTile.of(machine).lanes(type);
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.positions = geometry.depth() / geometry.features();
    this.rowTiles = Math.min(BLOCK_TILES, Math.ceilDiv(rows, TILE_ROWS));
    long rowBlocks = Math.ceilDiv(rows, rowTiles * TILE_ROWS);
    long tiles = Math.ceilDiv(columns, TILE_COLUMNS);
    long columnBlocks = Math.min(tiles, Math.ceilDiv(MIN_BLOCKS, rowBlocks));
    this.columnTiles = Math.min(BLOCK_TILES, Math.ceilDiv(tiles, columnBlocks));
    long channels = rowTiles * TILE_ROWS + columnTiles * TILE_COLUMNS;
    long most = CHUNK_BYTES / (channels * type.byteSize()) / lanes * lanes;
    this.chunk = Math.min(positions, Math.max(lanes, most));
    this.sums =
        kernel
            .builder()
            .local("sums", type, rowTiles * columnTiles * TILE_ROWS * TILE_COLUMNS * lanes);
  }

  /** Whether the kernel of this class computes an instruction. */
  static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    LongList input = ElementGenerator.dimensions(convolution.operand(0));
    boolean whole = !geometry.window().isEmpty();
    for (int s = 0; s < geometry.window().size(); s++) {
      WindowDimension dimension = geometry.window().get(s);
      whole &=
          dimension.size() == input.get(labels.inputSpatial().getInt(s))
              && dimension.paddingLow() == 0
              && dimension.paddingHigh() == 0
              && dimension.baseDilation() == 1
              && (dimension.windowDilation() == 1 || dimension.size() == 1)
              && !dimension.reversed();
    }
    return whole
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && geometry.groups() == 1
        && ConvolutionPlanes.isLast(labels.inputSpatial())
        && ConvolutionPlanes.isLast(labels.kernelSpatial());
  }

  LoweredKernel lower() {
    KernelBuilder builder = kernel.builder();
    long rowBlocks = Math.ceilDiv(rows, rowTiles * TILE_ROWS);
    long columnBlocks = Math.ceilDiv(columns, columnTiles * TILE_COLUMNS);
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        rowBlocks * columnBlocks,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr firstRow = kernel.once(task.dividedBy(columnBlocks).times(rowTiles));
          IndexExpr firstColumn = kernel.once(task.modulo(columnBlocks).times(columnTiles));
          builder.loop(
              sums.count(),
              LoopSchedule.vector(lanes, 1),
              place -> builder.store(sums, place, zero, null));
          builder.loop(
              geometry.features(),
              LoopSchedule.SERIAL,
              image -> addImage(firstRow, firstColumn, image));
          tiles(firstRow, firstColumn, this::write);
        });
    return kernel.finish("gradient");
  }

  private void addImage(IndexExpr firstRow, IndexExpr firstColumn, IndexExpr image) {
    kernel
        .builder()
        .loop(
            Math.ceilDiv(positions, chunk),
            LoopSchedule.SERIAL,
            number ->
                kernel.part(
                    kernel.once(number),
                    chunk,
                    positions,
                    (start, count) ->
                        tiles(firstRow, firstColumn, tile -> add(tile, image, start, count))));
  }

  /**
   * A tile of results.
   *
   * @param place where its sums are
   */
  private record Tile(IndexExpr place, IndexExpr row, int rows, IndexExpr column, int columns) {}

  @FunctionalInterface
  private interface TileCode {
    void emit(Tile tile);
  }

  private void tiles(IndexExpr firstRow, IndexExpr firstColumn, TileCode body) {
    KernelBuilder builder = kernel.builder();
    builder.loop(
        rowTiles,
        LoopSchedule.SERIAL,
        i ->
            kernel.part(
                kernel.once(firstRow.plus(i)),
                TILE_ROWS,
                rows,
                (row, rowCount) ->
                    builder.loop(
                        columnTiles,
                        LoopSchedule.SERIAL,
                        j ->
                            kernel.part(
                                kernel.once(firstColumn.plus(j)),
                                TILE_COLUMNS,
                                columns,
                                (column, columnCount) ->
                                    body.emit(
                                        new Tile(
                                            i.times(columnTiles)
                                                .plus(j)
                                                .times((long) TILE_ROWS * TILE_COLUMNS * lanes),
                                            row,
                                            (int) (long) rowCount,
                                            column,
                                            (int) (long) columnCount))))));
  }

  /** Adds the products of {@code count} positions of an image to the sums of a tile. */
  private void add(Tile tile, IndexExpr image, IndexExpr start, long count) {
    KernelBuilder builder = kernel.builder();
    int results = tile.rows() * tile.columns();
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          List<Value> totals = new ArrayList<>();
          for (int r = 0; r < results; r++) {
            totals.add(builder.load(sums, tile.place().plus(lane).plus((long) r * lanes), null));
          }
          long steps = count / lanes;
          if (steps > 0) {
            totals =
                builder.loop(
                    steps,
                    LoopSchedule.SERIAL,
                    totals,
                    (step, carried) ->
                        multiplyAdd(
                            tile, image, start.plus(step.times(lanes)).plus(lane), null, carried),
                    null);
          }
          if (steps * lanes < count) {
            IndexExpr rest = lane.plus(steps * lanes);
            Value inside =
                builder.compare(
                    Predicate.SLT, builder.index(rest), builder.integer(ScalarType.I64, count));
            totals = multiplyAdd(tile, image, start.plus(rest), inside, totals);
          }
          for (int r = 0; r < results; r++) {
            IndexExpr place = tile.place().plus(lane).plus((long) r * lanes);
            builder.store(sums, place, totals.get(r), null);
          }
        });
  }

  /** Where {@code inside} is false both factors are zero: computed operands may not be. */
  private List<Value> multiplyAdd(
      Tile tile, IndexExpr image, IndexExpr position, Value inside, List<Value> old) {
    ConvolutionDimensions labels = geometry.labels();
    List<Value> rights = new ArrayList<>();
    for (int c = 0; c < tile.columns(); c++) {
      rights.add(
          factor(
              1,
              labels.kernelInputFeature(),
              image,
              labels.kernelOutputFeature(),
              tile.column().plus(c),
              position,
              inside));
    }
    List<Value> next = new ArrayList<>();
    for (int r = 0; r < tile.rows(); r++) {
      Value left =
          factor(
              0,
              labels.inputFeature(),
              image,
              labels.inputBatch(),
              tile.row().plus(r),
              position,
              inside);
      for (Value right : rights) {
        next.add(kernel.sum().multiplyAdd(kernel.builder(), left, right, old.get(next.size())));
      }
    }
    return next;
  }

  private Value factor(
      int operand,
      int imageDimension,
      IndexExpr image,
      int channelDimension,
      IndexExpr channel,
      IndexExpr position,
      Value inside) {
    LongList sizes = ElementGenerator.dimensions(geometry.convolution().operand(operand));
    IndexExpr[] coordinates = new IndexExpr[sizes.size()];
    coordinates[imageDimension] = image;
    coordinates[channelDimension] = channel;
    long[] spatial = sizes.stream().skip(2).toArray();
    List<IndexExpr> places = MultiIndex.delinearize(position, LongList.of(spatial)).coordinates();
    for (int s = 0; s < spatial.length; s++) {
      coordinates[s + 2] = places.get(s);
    }
    IndexExpr linear =
        coordinates[0].times(sizes.get(1)).plus(coordinates[1]).times(positions).plus(position);
    Value value = kernel.factor(operand, MultiIndex.at(List.of(coordinates), linear), inside);
    return inside == null
        ? value
        : kernel.builder().select(inside, value, kernel.sum().zero(kernel.elements()));
  }

  /** Adds up the lanes of a tile's sums and writes them. */
  private void write(Tile tile) {
    KernelBuilder builder = kernel.builder();
    builder.loop(
        tile.rows(),
        LoopSchedule.SERIAL,
        r ->
            builder.loop(
                tile.columns(),
                LoopSchedule.SERIAL,
                c -> {
                  IndexExpr start = tile.place().plus(r.times(tile.columns()).plus(c).times(lanes));
                  MultiIndex place =
                      geometry.outputIndex(tile.row().plus(r), tile.column().plus(c));
                  kernel.store(place, total(start));
                }));
  }

  private Value total(IndexExpr start) {
    KernelBuilder builder = kernel.builder();
    return builder
        .loop(
            lanes,
            LoopSchedule.vector(lanes, 1),
            List.of(kernel.sum().zero(kernel.elements())),
            (lane, carried) -> {
              Value sum = builder.load(sums, start.plus(lane), null);
              return List.of(kernel.sum().add(builder, carried.getFirst(), sum));
            },
            (lefts, rights) ->
                List.of(kernel.sum().add(builder, lefts.getFirst(), rights.getFirst())))
        .getFirst();
  }
}
