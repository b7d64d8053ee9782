package org.hlorun.kernelir.lower.convolution;

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
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MovementCode;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductFusion;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.lower.product.RegisterTileCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * A convolution with an elementwise epilogue. The input is copied with its padding unless it has
 * none, the kernel operand is copied to panels of a register tile's columns; then tiles of the
 * output are summed with the input read in place: its windows are never written out. Where the
 * input is dilated, this is done for each residue of the output's position modulo the dilation,
 * with the positions of the window that meet elements of the input, not the zeros between.
 */
public final class ConvolutionLowering {
  /** Fewer columns or depth than this are no product of matrices: depthwise convolutions. */
  private static final long MIN_SIZE = 4;

  /** Depth that is worth a product of matrices whose columns fill a small part of a vector. */
  private static final long MIN_DEPTH = 16;

  /** Tiles below each other that one task computes. */
  static final long GROUP = 16;

  private final FusedView view;
  private final HloInstruction convolution;
  private final ConvolutionGeometry geometry;
  private final ScalarType type;
  private final RegisterTile tile;
  private final int tileRows;
  private final int tileColumns;
  private final long panels;
  private final long paddedBytes;

  private ConvolutionLowering(
      FusedView view, ConvolutionGeometry geometry, TargetDescription machine) {
    this.view = view;
    this.convolution = geometry.convolution();
    this.geometry = geometry;
    this.type = ProductSum.of(convolution).scalar();
    this.tile = RegisterTile.of(machine);
    this.tileRows = (int) Math.min(tile.rows(), geometry.rows());
    this.tileColumns = tile.columns(type);
    this.panels = Math.ceilDiv(geometry.columns(), tileColumns);
    long padded = geometry.isPlain() ? 0 : count(geometry.padded()) * type.byteSize();
    this.paddedBytes = Math.ceilDiv(padded, 64) * 64;
  }

  private static long count(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  /** The only convolution of an instruction if its sums are floats that kernels know; else null. */
  static HloInstruction find(FusedView view) {
    HloInstruction convolution = ProductFusion.only(view, Opcode.CONVOLUTION);
    if (convolution == null || !ProductFusion.fits(view, convolution)) {
      return null;
    }
    ElementType type = convolution.shape().asArray().elementType();
    boolean wide = type.isFloat() && type.byteSize() > 1;
    return wide && !convolution.has(Attribute.SPARSITY_CONFIG) ? convolution : null;
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction convolution = find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    return convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && (geometry.columns() >= MIN_SIZE || isWorthFewColumns(geometry))
        && geometry.depth() >= MIN_SIZE
        && (geometry.groups() == 1 || geometry.features() >= MIN_SIZE);
  }

  /**
   * Whether few columns, as of layers that give images or of gradients of those that take some, are
   * faster as a product than as code for each element. The vectors of that are along the last
   * dimension of the output: no better if that has the columns, or is none of neighbours in the
   * input; and it meets all zeros of a dilated input.
   */
  private static boolean isWorthFewColumns(ConvolutionGeometry geometry) {
    if (geometry.depth() < MIN_DEPTH || geometry.groups() > 1) {
      return false;
    }
    return geometry.parts().size() > 1
        || !geometry.isLastOutputContiguous()
        || geometry.columns() > 1 && geometry.features() >= MIN_DEPTH;
  }

  /** The kernels of an instruction that {@link #fits}, in the order in which they run. */
  public static List<LoweredKernel> lower(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ProductFusion.only(view, Opcode.CONVOLUTION);
    List<LoweredKernel> kernels = new ArrayList<>();
    for (ConvolutionGeometry part : ConvolutionGeometry.of(view, convolution).parts()) {
      kernels.addAll(new ConvolutionLowering(view, part, machine).lower());
    }
    return kernels;
  }

  private List<LoweredKernel> lower() {
    if (LibraryConvolution.fits(geometry, type, tile)) {
      return new LibraryConvolution(geometry, type, tile).lower();
    }
    List<LoweredKernel> kernels = new ArrayList<>();
    if (!geometry.isPlain()) {
      kernels.add(pad());
    }
    kernels.add(packKernel());
    kernels.add(multiply());
    return kernels;
  }

  /** Copies the input in the order batch, spatial, feature with zeros around and between. */
  private LoweredKernel pad() {
    ProductKernel kernel = new ProductKernel(view, convolution);
    LongList sizes = geometry.padded();
    Buffer padded = kernel.arguments().scratch(0, type, count(sizes), Buffer.Role.OUTPUT);
    padLoops(kernel, padded, sizes, List.of());
    return kernel.finish("pad");
  }

  private void padLoops(
      ProductKernel kernel, Buffer padded, LongList sizes, List<IndexExpr> outer) {
    boolean innermost = outer.size() == sizes.size() - 1;
    LoopSchedule schedule =
        innermost
            ? LoopSchedule.vector(tileColumns, 1)
            : outer.isEmpty() || sizes.get(0) == 1 && outer.size() == 1
                ? LoopSchedule.PARALLEL
                : LoopSchedule.SERIAL;
    if (outer.isEmpty() && sizes.get(0) == 1) {
      padLoops(kernel, padded, sizes, List.of(IndexExpr.constant(0)));
      return;
    }
    kernel
        .builder()
        .loop(
            sizes.get(outer.size()),
            schedule,
            index -> {
              List<IndexExpr> coordinates = new ArrayList<>(outer);
              coordinates.add(index);
              if (innermost) {
                IndexExpr place = MultiIndex.of(coordinates).linear(sizes);
                kernel.builder().store(padded, place, paddedElement(kernel, coordinates), null);
              } else {
                padLoops(kernel, padded, sizes, coordinates);
              }
            });
  }

  private Value paddedElement(ProductKernel kernel, List<IndexExpr> coordinates) {
    ElementGenerator elements = kernel.elements();
    MovementCode movement = new MovementCode(elements);
    LongList inputSizes = ElementGenerator.dimensions(convolution.operand(0));
    IndexExpr[] input = new IndexExpr[inputSizes.size()];
    input[geometry.labels().inputBatch()] = coordinates.getFirst();
    input[geometry.labels().inputFeature()] = coordinates.getLast();
    Value inside = null;
    for (int s = 0; s < geometry.window().size(); s++) {
      WindowDimension dimension = geometry.window().get(s);
      int d = geometry.labels().inputSpatial().getInt(s);
      IndexExpr base = coordinates.get(s + 1).plus(-dimension.paddingLow());
      input[d] = base.dividedBy(dimension.baseDilation());
      inside = movement.isZero(inside, base.modulo(dimension.baseDilation()));
      inside = movement.inRange(inside, input[d], inputSizes.get(d));
    }
    Value element = kernel.factor(0, MultiIndex.of(List.of(input)), inside);
    return inside == null
        ? element
        : kernel.builder().select(inside, element, kernel.sum().zero(elements));
  }

  private Buffer panelsBuffer(ProductKernel kernel, Buffer.Role role) {
    long count = geometry.groups() * panels * geometry.depth() * tileColumns;
    return kernel.arguments().scratch(paddedBytes, type, count, role);
  }

  /** Copies the kernel operand: group by group, panel by panel, depth by depth the columns. */
  private LoweredKernel packKernel() {
    ProductKernel kernel = new ProductKernel(view, convolution);
    Buffer packed = panelsBuffer(kernel, Buffer.Role.OUTPUT);
    kernel
        .builder()
        .loop(
            geometry.groups() * panels,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr group = kernel.once(task.dividedBy(panels));
              kernel.part(
                  kernel.once(task.modulo(panels)),
                  tileColumns,
                  geometry.columns(),
                  (column, columns) -> {
                    IndexExpr first = group.times(geometry.columns()).plus(column);
                    packPanel(kernel, packed, task, first, columns, List.of());
                  });
            });
    return kernel.finish("pack");
  }

  private void packPanel(
      ProductKernel kernel,
      Buffer packed,
      IndexExpr panel,
      IndexExpr firstColumn,
      long columns,
      List<IndexExpr> outer) {
    KernelBuilder builder = kernel.builder();
    int rank = geometry.window().size();
    if (outer.size() <= rank) {
      long size =
          outer.size() < rank ? geometry.window().get(outer.size()).size() : geometry.features();
      builder.loop(
          size,
          LoopSchedule.SERIAL,
          index -> {
            List<IndexExpr> next = new ArrayList<>(outer);
            next.add(index);
            packPanel(kernel, packed, panel, firstColumn, columns, next);
          });
      return;
    }
    IndexExpr depth = IndexExpr.constant(0);
    for (int s = 0; s < rank; s++) {
      depth = depth.times(geometry.window().get(s).size()).plus(outer.get(s));
    }
    depth = depth.times(geometry.features()).plus(outer.getLast());
    IndexExpr start = panel.times(geometry.depth()).plus(depth).times(tileColumns);
    builder.loop(
        columns,
        LoopSchedule.vector(tileColumns, 1),
        lane -> {
          MultiIndex index =
              geometry.kernelIndex(outer.subList(0, rank), outer.getLast(), firstColumn.plus(lane));
          builder.store(packed, start.plus(lane), kernel.factor(1, index, null), null);
        });
  }

  private LoweredKernel multiply() {
    ProductKernel kernel = new ProductKernel(view, convolution);
    Buffer padded =
        geometry.isPlain()
            ? null
            : kernel.arguments().scratch(0, type, count(geometry.padded()), Buffer.Role.INPUT);
    Buffer packed = panelsBuffer(kernel, Buffer.Role.INPUT);
    long tiles = Math.ceilDiv(geometry.rows(), tileRows);
    long blocks = Math.ceilDiv(tiles, GROUP);
    long blockTiles = Math.ceilDiv(tiles, blocks);
    kernel
        .builder()
        .loop(
            geometry.groups() * panels * blocks,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr panel = kernel.once(task.dividedBy(blocks));
              IndexExpr block = kernel.once(task.modulo(blocks));
              kernel
                  .builder()
                  .loop(
                      blockTiles,
                      LoopSchedule.SERIAL,
                      tile ->
                          tile(kernel, padded, packed, panel, block.times(blockTiles).plus(tile)));
            });
    return kernel.finish("multiply");
  }

  private void tile(
      ProductKernel kernel, Buffer padded, Buffer packed, IndexExpr panel, IndexExpr tile) {
    IndexExpr group = kernel.once(panel.dividedBy(panels));
    kernel.part(
        kernel.once(tile),
        tileRows,
        geometry.rows(),
        (row, rows) ->
            kernel.part(
                kernel.once(panel.modulo(panels)),
                tileColumns,
                geometry.columns(),
                (column, columns) ->
                    new RegisterTileCode(kernel)
                        .emit(
                            (int) (long) rows,
                            columns,
                            tileColumns,
                            geometry.depthLoops(),
                            new TileMemory(
                                kernel, padded, packed, panel, group, row, rows, column))));
  }

  /** What a tile of the output reads and writes. */
  private final class TileMemory implements RegisterTileCode.Memory {
    private final ProductKernel kernel;
    private final Buffer padded;
    private final Buffer packed;
    private final IndexExpr panelStart;
    private final IndexExpr firstFeature;
    private final IndexExpr row;
    private final List<IndexExpr> starts = new ArrayList<>();

    TileMemory(
        ProductKernel kernel,
        Buffer padded,
        Buffer packed,
        IndexExpr panel,
        IndexExpr group,
        IndexExpr row,
        long rows,
        IndexExpr column) {
      this.kernel = kernel;
      this.padded = padded;
      this.packed = packed;
      this.panelStart = kernel.once(panel.times(geometry.depth() * tileColumns));
      this.firstFeature = group.times(geometry.columns()).plus(column);
      this.row = row;
      for (int r = 0; r < rows; r++) {
        IndexExpr start = geometry.windowStart(row.plus(r));
        starts.add(kernel.once(start.plus(group.times(geometry.features()))));
      }
    }

    @Override
    public Value lhs(int r, List<IndexExpr> depth) {
      IndexExpr place = starts.get(r).plus(geometry.depthOffset(depth));
      if (padded != null) {
        return kernel.builder().load(padded, place, null);
      }
      MultiIndex index = MultiIndex.delinearize(place, geometry.source());
      return kernel.factor(0, index, null);
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      IndexExpr place = geometry.depthPosition(depth).times(tileColumns);
      return kernel.builder().load(packed, panelStart.plus(place).plus(lane), null);
    }

    @Override
    public Value initial(int r, IndexExpr lane) {
      return kernel.sum().zero(kernel.elements());
    }

    @Override
    public void store(int r, IndexExpr lane, Value sum) {
      kernel.store(geometry.outputIndex(row.plus(r), firstFeature.plus(lane)), sum);
    }
  }
}
