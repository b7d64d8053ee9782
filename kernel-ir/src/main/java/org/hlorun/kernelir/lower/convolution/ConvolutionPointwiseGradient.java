package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * The gradient of a pointwise convolution's factors, of channels that lie one after the other: a
 * convolution whose window is the whole input and whose features are images. Every result is the
 * dot product of two channels over all images. Lanes walk along positions of an image, which lie
 * side by side in both operands, so that nothing is copied.
 *
 * <p>A task has a block of results and a group of images, so that operands are read from memory
 * once or a few times. It goes from chunk to chunk of positions that stay in the caches; a tile of
 * results is summed in registers for a chunk. A second kernel adds up what the groups give, in an
 * order that depends on the shapes alone.
 */
public final class ConvolutionPointwiseGradient {
  private final FusedView view;
  private final ConvolutionGeometry geometry;
  private final ScalarType type;
  private final int lanes;
  private final long rows;
  private final long columns;
  private final long positions;
  private final TileSides sides;
  private final long columnTiles;
  private final PointwiseBlocks blocks;

  /** The kernels of an instruction that {@link #fits}. */
  public ConvolutionPointwiseGradient(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.view = view;
    this.geometry = ConvolutionGeometry.of(view, convolution);
    this.type = ProductSum.of(convolution).scalar();
    this.lanes = RegisterTile.of(machine).lanes(type);
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    long images = geometry.features();
    this.positions = geometry.depth() / images;
    this.sides = TileSides.of(rows, columns);
    this.blocks =
        PointwiseBlocks.ofOneSize(
            new PointwiseBlocks.Products(rows, columns, images, positions, sides), lanes);
    this.columnTiles = blocks.columnTiles();
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    return geometry.isWindowWhole()
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && geometry.groups() == 1
        && ConvolutionPlanes.isLast(labels.inputSpatial())
        && ConvolutionPlanes.isLast(labels.kernelSpatial());
  }

  /** The kernels in the order in which they run. */
  public List<LoweredKernel> lower() {
    if (LibraryPointwiseGradient.fits(geometry)) {
      return new LibraryPointwiseGradient(geometry, type, lanes).lower();
    }
    return List.of(multiply(), join());
  }

  private Buffer partial(ProductKernel kernel, Buffer.Role role) {
    return kernel.arguments().scratch(0, type, blocks.groups() * rows * columns, role);
  }

  /** What the code of one task needs. */
  private record Task(
      ProductKernel kernel,
      Buffer sums,
      IndexExpr group,
      IndexExpr firstRow,
      IndexExpr firstColumn) {
    KernelBuilder builder() {
      return kernel.builder();
    }
  }

  private LoweredKernel multiply() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer partial = partial(kernel, Buffer.Role.OUTPUT);
    Buffer sums =
        builder.local("sums", type, blocks.rowTiles() * columnTiles * sides.area() * lanes);
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        blocks.tasks(),
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr block = kernel.once(number.modulo(blocks.blocks()));
          IndexExpr firstRow =
              kernel.once(block.dividedBy(blocks.columnBlocks()).times(blocks.rowTiles()));
          IndexExpr firstColumn =
              kernel.once(block.modulo(blocks.columnBlocks()).times(columnTiles));
          IndexExpr group = kernel.once(number.dividedBy(blocks.blocks()));
          Task task = new Task(kernel, sums, group, firstRow, firstColumn);
          builder.loop(
              sums.count(),
              LoopSchedule.vector(lanes, 1),
              place -> builder.store(sums, place, zero, null));
          images(task);
          strips(task, tile -> write(task, partial, tile));
        });
    return kernel.finish("multiply");
  }

  /** Adds all images of a task's group, chunk by chunk. */
  private void images(Task task) {
    long chunks = blocks.groupChunks();
    task.builder()
        .loop(
            chunks,
            LoopSchedule.SERIAL,
            number -> {
              IndexExpr first =
                  task.kernel.once(
                      task.group.times(chunks).plus(number).times(blocks.chunkImages()));
              task.builder()
                  .loop(
                      blocks.imageChunks(),
                      LoopSchedule.SERIAL,
                      part ->
                          task.kernel.part(
                              task.kernel.once(part),
                              blocks.chunk(),
                              positions,
                              (start, count) ->
                                  strips(task, tile -> add(task, tile, first, start, count))));
            });
  }

  /**
   * A tile of results.
   *
   * @param place where its sums are
   * @param rowTile its number among those below each other in the block
   * @param columnTile its number among those beside each other
   */
  private record Tile(
      IndexExpr place,
      IndexExpr row,
      int rows,
      IndexExpr rowTile,
      IndexExpr column,
      int columns,
      IndexExpr columnTile) {}

  @FunctionalInterface
  private interface TileCode {
    void emit(Tile tile);
  }

  /** Code for all tiles of a block, strip by strip. */
  private void strips(Task task, TileCode body) {
    task.builder()
        .loop(
            blocks.strips(),
            LoopSchedule.SERIAL,
            strip ->
                task.builder()
                    .loop(
                        blocks.rowTiles(),
                        LoopSchedule.SERIAL,
                        i ->
                            task.kernel.part(
                                task.kernel.once(task.firstRow.plus(i)),
                                sides.rows(),
                                rows,
                                (row, count) -> strip(task, strip, i, row, count, body))));
  }

  private void strip(
      Task task, IndexExpr strip, IndexExpr i, IndexExpr row, long rowCount, TileCode body) {
    task.builder()
        .loop(
            PointwiseBlocks.STRIP_TILES,
            LoopSchedule.SERIAL,
            number -> {
              IndexExpr j = strip.times(PointwiseBlocks.STRIP_TILES).plus(number);
              IndexExpr place = i.times(columnTiles).plus(j).times((long) sides.area() * lanes);
              task.kernel.part(
                  task.kernel.once(task.firstColumn.plus(j)),
                  sides.columns(),
                  columns,
                  (column, count) ->
                      body.emit(
                          new Tile(place, row, (int) rowCount, i, column, (int) (long) count, j)));
            });
  }

  /** Adds the products of {@code count} positions of a chunk's images to the sums of a tile. */
  private void add(Task task, Tile tile, IndexExpr firstImage, IndexExpr start, long count) {
    KernelBuilder builder = task.builder();
    int results = tile.rows() * tile.columns();
    prefetch(task, tile, firstImage, start);
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          List<Value> totals = new ArrayList<>();
          for (int r = 0; r < results; r++) {
            totals.add(
                builder.load(task.sums, tile.place().plus(lane).plus((long) r * lanes), null));
          }
          IndexExpr first = start.plus(lane);
          totals =
              blocks.chunkImages() == 1
                  ? addImage(task, tile, firstImage, first, lane, count, totals)
                  : builder.loop(
                      blocks.chunkImages(),
                      LoopSchedule.SERIAL,
                      totals,
                      (image, carried) ->
                          addImage(task, tile, firstImage.plus(image), first, lane, count, carried),
                      null);
          for (int r = 0; r < results; r++) {
            IndexExpr place = tile.place().plus(lane).plus((long) r * lanes);
            builder.store(task.sums, place, totals.get(r), null);
          }
        });
  }

  /**
   * Every tile asks for a part of the next chunk: what all tiles of a row of tiles ask for together
   * is the rows' part of it, and what those of a column ask for is the columns' part.
   */
  private void prefetch(Task task, Tile tile, IndexExpr firstImage, IndexExpr start) {
    boolean isWhole = blocks.isWhole();
    IndexExpr image = isWhole ? firstImage.plus(blocks.chunkImages()) : firstImage;
    IndexExpr position = isWhole ? start : start.plus(blocks.chunk());
    for (int r = 0; r < tile.rows(); r++) {
      IndexExpr row = tile.row().plus(r);
      prefetch(task, 0, image, row, position, tile.columnTile(), columnTiles);
    }
    for (int c = 0; c < tile.columns(); c++) {
      IndexExpr column = tile.column().plus(c);
      prefetch(task, 1, image, column, position, tile.rowTile(), blocks.rowTiles());
    }
  }

  /** Asks for the {@code number}th of {@code parts} parts of a channel of a chunk. */
  private void prefetch(
      Task task,
      int operand,
      IndexExpr image,
      IndexExpr channel,
      IndexExpr position,
      IndexExpr number,
      long parts) {
    Buffer buffer = task.kernel.arguments().find(geometry.convolution().operand(operand), 0);
    if (buffer == null) {
      return;
    }
    long line = PointwiseBlocks.line(type.byteSize());
    long lines = blocks.lines(type.byteSize());
    long each = blocks.linesOf(parts, type.byteSize());
    for (long i = 0; i < each; i++) {
      IndexExpr part = number.times(each).plus(i);
      IndexExpr at =
          blocks.chunkImages() == 1
              ? place(operand, image, channel, position.plus(part.times(line)))
              : place(
                  operand,
                  image.plus(part.dividedBy(lines)),
                  channel,
                  position.plus(part.modulo(lines).times(line)));
      task.builder().prefetch(buffer, at);
    }
  }

  /** The place of an element of an operand in memory. */
  private IndexExpr place(int operand, IndexExpr image, IndexExpr channel, IndexExpr position) {
    ConvolutionDimensions labels = geometry.labels();
    int imageDimension = operand == 0 ? labels.inputFeature() : labels.kernelInputFeature();
    LongList sizes = ElementGenerator.dimensions(geometry.convolution().operand(operand));
    IndexExpr first = imageDimension == 0 ? image : channel;
    IndexExpr second = imageDimension == 0 ? channel : image;
    return first.times(sizes.get(1)).plus(second).times(positions).plus(position);
  }

  private List<Value> addImage(
      Task task,
      Tile tile,
      IndexExpr image,
      IndexExpr start,
      IndexExpr lane,
      long count,
      List<Value> old) {
    KernelBuilder builder = task.builder();
    List<Value> totals = old;
    long steps = count / lanes;
    if (steps > 0) {
      totals =
          builder.loop(
              steps,
              LoopSchedule.SERIAL,
              totals,
              (step, carried) ->
                  multiplyAdd(task, tile, image, start.plus(step.times(lanes)), null, carried),
              null);
    }
    if (steps * lanes < count) {
      Value inside =
          builder.compare(
              Predicate.SLT,
              builder.index(lane.plus(steps * lanes)),
              builder.integer(ScalarType.I64, count));
      totals = multiplyAdd(task, tile, image, start.plus(steps * lanes), inside, totals);
    }
    return totals;
  }

  /**
   * Adds products of vectors. Factors of the tile's shorter side are held, each of the other side
   * is met by all of them. Where {@code inside} is false both are zero: computed operands may not
   * be.
   */
  private List<Value> multiplyAdd(
      Task task, Tile tile, IndexExpr image, IndexExpr position, Value inside, List<Value> old) {
    boolean isTall = tile.rows() > tile.columns();
    int held = isTall ? tile.columns() : tile.rows();
    List<Value> factors = new ArrayList<>();
    for (int h = 0; h < held; h++) {
      factors.add(factor(task, tile, isTall ? 1 : 0, h, image, position, inside));
    }
    Value[] next = new Value[old.size()];
    for (int o = 0; o < old.size() / held; o++) {
      Value other = factor(task, tile, isTall ? 0 : 1, o, image, position, inside);
      for (int h = 0; h < held; h++) {
        int at = isTall ? o * held + h : h * tile.columns() + o;
        Value left = isTall ? other : factors.get(h);
        Value right = isTall ? factors.get(h) : other;
        next[at] = task.kernel.sum().multiplyAdd(task.builder(), left, right, old.get(at));
      }
    }
    return List.of(next);
  }

  /** The vector of an operand for a row or column of a tile. */
  private Value factor(
      Task task,
      Tile tile,
      int operand,
      long number,
      IndexExpr image,
      IndexExpr position,
      Value inside) {
    IndexExpr channel = (operand == 0 ? tile.row() : tile.column()).plus(number);
    ConvolutionDimensions labels = geometry.labels();
    LongList sizes = ElementGenerator.dimensions(geometry.convolution().operand(operand));
    IndexExpr[] coordinates = new IndexExpr[sizes.size()];
    coordinates[operand == 0 ? labels.inputFeature() : labels.kernelInputFeature()] = image;
    coordinates[operand == 0 ? labels.inputBatch() : labels.kernelOutputFeature()] = channel;
    long[] spatial = sizes.stream().skip(2).toArray();
    List<IndexExpr> places = MultiIndex.delinearize(position, LongList.of(spatial)).coordinates();
    for (int s = 0; s < spatial.length; s++) {
      coordinates[s + 2] = places.get(s);
    }
    IndexExpr linear = place(operand, image, channel, position);
    Value value = task.kernel.factor(operand, MultiIndex.at(List.of(coordinates), linear), inside);
    return inside == null
        ? value
        : task.builder().select(inside, value, task.kernel.sum().zero(task.kernel.elements()));
  }

  /** Adds up the lanes of a tile's sums and writes them. */
  private void write(Task task, Buffer partial, Tile tile) {
    KernelBuilder builder = task.builder();
    builder.loop(
        tile.rows(),
        LoopSchedule.SERIAL,
        r ->
            builder.loop(
                tile.columns(),
                LoopSchedule.SERIAL,
                c -> {
                  IndexExpr start = tile.place().plus(r.times(tile.columns()).plus(c).times(lanes));
                  IndexExpr row = task.group.times(rows).plus(tile.row()).plus(r);
                  builder.store(
                      partial,
                      row.times(columns).plus(tile.column()).plus(c),
                      total(task, start),
                      null);
                }));
  }

  private Value total(Task task, IndexExpr start) {
    KernelBuilder builder = task.builder();
    ProductSum sum = task.kernel.sum();
    return builder
        .loop(
            lanes,
            LoopSchedule.vector(lanes, 1),
            List.of(sum.zero(task.kernel.elements())),
            (lane, carried) ->
                List.of(
                    sum.add(
                        builder,
                        carried.getFirst(),
                        builder.load(task.sums, start.plus(lane), null))),
            (lefts, rights) -> List.of(sum.add(builder, lefts.getFirst(), rights.getFirst())))
        .getFirst();
  }

  /** Adds up the sums of the groups. */
  private LoweredKernel join() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer partial = partial(kernel, Buffer.Role.INPUT);
    builder.loop(
        rows,
        LoopSchedule.PARALLEL,
        row ->
            builder.loop(
                columns,
                LoopSchedule.vector(lanes, 1),
                column -> {
                  List<Value> sum =
                      builder.loop(
                          blocks.groups(),
                          LoopSchedule.SERIAL,
                          List.of(kernel.sum().zero(kernel.elements())),
                          (group, carried) -> {
                            IndexExpr place =
                                group.times(rows).plus(row).times(columns).plus(column);
                            Value part = builder.load(partial, place, null);
                            return List.of(kernel.sum().add(builder, carried.getFirst(), part));
                          },
                          null);
                  kernel.store(geometry.outputIndex(row, column), sum.getFirst());
                }));
    return kernel.finish("join");
  }
}
