package org.hlorun.kernelir.lower.convolution;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A convolution whose window is one element, of channels that lie one after the other (NCHW): for
 * every image the product of the factors with a matrix whose rows are channels, which gives the
 * output as it lies in memory. Factors are copied tile by tile before; a task copies some columns
 * of its image, a register tile wide each, and multiplies them with all factors.
 */
public final class ConvolutionPointwise {
  /** Bytes of the columns that one task copies: they stay in the cache of level 2. */
  private static final long BLOCK_BYTES = 192 << 10;

  /** Of so many rows of whole tiles, one may be outside of the output. */
  private static final long WASTE = 16;

  /** The products of convolutions with nothing fused to them: a library. */
  private static final Map<LibraryForm, Kernel> KERNELS = new ConcurrentHashMap<>();

  /** What the code of a convolution with nothing fused to it depends on. */
  private record LibraryForm(
      ElementType input,
      ProductSum sum,
      ElementType result,
      boolean isStreamed,
      ConvolutionPointwiseCode.Form form) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof LibraryForm that
          && input == that.input
          && sum.equals(that.sum)
          && result == that.result
          && isStreamed == that.isStreamed
          && form.equals(that.form);
    }

    @Override
    public int hashCode() {
      return 31
              * (31 * (31 * (31 * input.hashCode() + sum.hashCode()) + result.hashCode())
                  + Boolean.hashCode(isStreamed))
          + form.hashCode();
    }
  }

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
    this.tileRows = tileRows(tile.rows(), rows);
    this.tileColumns = tile.columns(type);
    long panels = Math.ceilDiv(columns, tileColumns);
    long most = Math.max(1, BLOCK_BYTES / (channels * tileColumns * type.byteSize()));
    this.blockPanels = Math.ceilDiv(panels, Math.ceilDiv(panels, most));
    this.blocks = Math.ceilDiv(panels, blockPanels);
  }

  /** Rows of a tile: a third less if full ones would waste more. */
  private static int tileRows(int most, long rows) {
    int fewer = most * 2 / 3;
    boolean isWasteful = Math.ceilDiv(rows, most) * most - rows > rows / WASTE;
    boolean isBetter = Math.ceilDiv(rows, fewer) * fewer < Math.ceilDiv(rows, most) * most;
    return (int) Math.min(rows, isWasteful && isBetter ? fewer : most);
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
    return kernel.arguments().scratch(0, type, factorCount(), role);
  }

  private long factorCount() {
    return Math.ceilDiv(rows, tileRows) * tileRows * channels;
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
    Argument numbers = SizeArgument.of(sizes().toArray());
    if (view.instruction() != geometry.convolution()) {
      KernelArguments arguments = arguments();
      Kernel kernel = multiply(arguments, numbers).ofProgram();
      return new LoweredKernel(kernel, arguments.arguments(), null, sizes().tasks());
    }
    Kernel kernel = KERNELS.computeIfAbsent(libraryForm(), form -> multiply(arguments(), numbers));
    List<Argument> arguments =
        List.of(
            numbers,
            new Argument.Scratch(0, factorCount() * type.byteSize()),
            new Argument.Operand(0, 0),
            new Argument.Result(0));
    return new LoweredKernel(kernel, arguments, null, sizes().tasks());
  }

  /** Only whole lines of memory are written past the caches. */
  private KernelArguments arguments() {
    return KernelArguments.forAllSizes(view, rest() == 0);
  }

  private LibraryForm libraryForm() {
    HloInstruction convolution = geometry.convolution();
    ArrayShape result = convolution.shape().asArray();
    Buffer output = arguments().result(0);
    return new LibraryForm(
        convolution.operand(0).shape().asArray().elementType(),
        ProductSum.of(convolution),
        result.elementType(),
        output.isStreamed(),
        form());
  }

  private ConvolutionPointwiseCode.Form form() {
    long most = BLOCK_BYTES / type.byteSize();
    long copied = Math.max(most, Long.highestOneBit(channels) * 2 * tileColumns);
    return new ConvolutionPointwiseCode.Form(
        tileRows,
        tileColumns,
        rest() > 0,
        rows % tileRows > 0,
        channels % ConvolutionPointwiseCode.UNROLL > 0,
        copied);
  }

  private long rest() {
    return columns % tileColumns;
  }

  /** The product's code; its buffers are the sizes, the factors and what it reads and writes. */
  private Kernel multiply(KernelArguments arguments, Argument numbers) {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution(), arguments);
    Buffer sizes = arguments.input(numbers, ScalarType.I64, ConvolutionPointwiseCode.Sizes.COUNT);
    Buffer factors = factors(kernel, Buffer.Role.INPUT);
    LongList outputSizes = ElementGenerator.dimensions(geometry.convolution());
    new ConvolutionPointwiseCode(kernel, outputSizes, form(), sizes, factors).emit();
    return arguments.kernel(kernel.builder(), "multiply");
  }

  private ConvolutionPointwiseCode.Sizes sizes() {
    long whole = columns / tileColumns;
    boolean isWide = rest() > tileColumns / 2;
    boolean isNarrow = rest() > 0 && !isWide;
    long tiles = Math.ceilDiv(rows, tileRows);
    return new ConvolutionPointwiseCode.Sizes(
        channels,
        rows,
        rest() > 0 ? columns : whole,
        blocks,
        blockPanels,
        whole,
        isWide ? whole + 1 : whole,
        isNarrow ? 1 : 0,
        rest(),
        tiles,
        Math.ceilDiv(channels, tiles),
        blocks == 1 ? channels * columns : blockPanels * tileColumns,
        images() * blocks);
  }
}
