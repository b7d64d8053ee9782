package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.language.collection.LongList;

/**
 * A convolution of {@link ConvolutionPointwiseGradient} with nothing fused to it. Its kernels are
 * those of a library: they are the same for all sizes, which are an argument, so that they are
 * compiled once for all programs.
 *
 * <p>The operand whose channels fill sides of tiles better is the one whose channels are rows of
 * results; the other operand's are columns.
 */
final class LibraryPointwiseGradient {
  private static final Map<Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  private static final TileSides SIDES = LibraryPointwiseGradientCode.SIDES;

  /** Of so many elements of whole tiles, one may be outside of the output. */
  private static final long WASTE = 8;

  /** What the code depends on. */
  private record Form(ScalarType type, int lanes, boolean isPacked) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && type.equals(that.type)
          && lanes == that.lanes
          && isPacked == that.isPacked;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * type.hashCode() + lanes) + Boolean.hashCode(isPacked);
    }

    Kernel kernel() {
      LibraryPointwiseGradientCode code =
          isPacked
              ? new PackedPointwiseGradient(type, lanes)
              : new DirectPointwiseGradient(type, lanes);
      return code.multiply();
    }
  }

  /** The elements from an image of an operand to the next one, and from a channel to the next. */
  private record Steps(long image, long channel) {}

  private final ConvolutionGeometry geometry;
  private final Form form;
  private final boolean isSwapped;
  private final PointwiseBlocks.Products products;
  private final PointwiseBlocks blocks;

  LibraryPointwiseGradient(ConvolutionGeometry geometry, ScalarType type, int lanes) {
    this.geometry = geometry;
    this.isSwapped = isSwapped(geometry);
    this.products =
        new PointwiseBlocks.Products(
            isSwapped ? geometry.columns() : geometry.rows(),
            isSwapped ? geometry.rows() : geometry.columns(),
            geometry.features(),
            geometry.depth() / geometry.features(),
            SIDES);
    int bytes = type.byteSize();
    this.form = new Form(type, lanes, PointwiseBlocks.isPacked(products.positions(), bytes));
    this.blocks =
        form.isPacked
            ? PointwiseBlocks.packed(products, bytes)
            : PointwiseBlocks.direct(products, lanes);
  }

  /** Whether the library has a convolution of {@link ConvolutionPointwiseGradient}. */
  static boolean fits(ConvolutionGeometry geometry) {
    long rows = geometry.rows();
    long columns = geometry.columns();
    long filled = Math.min(filled(rows, columns), filled(columns, rows));
    return geometry.view().instruction() == geometry.convolution()
        && LibraryConvolution.isPlainType(geometry.convolution())
        && geometry.depth() > 0
        && rows * columns > 0
        && filled - rows * columns <= filled / WASTE;
  }

  private static boolean isSwapped(ConvolutionGeometry geometry) {
    return filled(geometry.columns(), geometry.rows())
        < filled(geometry.rows(), geometry.columns());
  }

  /** Elements of the tiles for so many results. */
  private static long filled(long rows, long columns) {
    return Math.ceilDiv(rows, SIDES.rows()) * Math.ceilDiv(columns, SIDES.columns()) * SIDES.area();
  }

  /** The kernels in the order in which they run. */
  List<LoweredKernel> lower() {
    long count = products.rows() * products.columns();
    Argument result = new Argument.Result(0);
    if (blocks.groups() == 1) {
      return List.of(multiply(result));
    }
    Argument partial = new Argument.Scratch(0, blocks.groups() * count * form.type.byteSize());
    return List.of(
        multiply(partial),
        LibraryPartialSums.of(form.type, 2 * form.lanes, blocks.groups(), count, partial, result));
  }

  private LoweredKernel multiply(Argument to) {
    LibraryPointwiseGradientCode.Sizes sizes = sizes();
    Kernel kernel = KERNELS.computeIfAbsent(form, Form::kernel);
    Argument numbers = SizeArgument.of(sizes.toArray());
    Argument left = new Argument.Operand(isSwapped ? 1 : 0, 0);
    Argument right = new Argument.Operand(isSwapped ? 0 : 1, 0);
    return new LoweredKernel(kernel, List.of(numbers, left, right, to), null, sizes.tasks());
  }

  private LibraryPointwiseGradientCode.Sizes sizes() {
    int bytes = form.type.byteSize();
    Steps left = steps(isSwapped ? 1 : 0);
    Steps right = steps(isSwapped ? 0 : 1);
    boolean isRowMajor = geometry.labels().outputBatch() < geometry.labels().outputFeature();
    boolean isContiguous = isRowMajor != isSwapped;
    return new LibraryPointwiseGradientCode.Sizes(
        products.rows(),
        products.columns(),
        left.image,
        left.channel,
        right.image,
        right.channel,
        isContiguous ? products.columns() : 1,
        isContiguous ? 1 : products.rows(),
        blocks.rowTiles(),
        blocks.columnTiles(),
        blocks.stripTiles(),
        blocks.columnBlocks(),
        blocks.blocks(),
        blocks.groupChunks(),
        blocks.chunkImages(),
        products.positions(),
        blocks.chunk(),
        blocks.linesOf(blocks.columnTiles(), bytes),
        blocks.linesOf(blocks.rowTiles(), bytes),
        blocks.tasks());
  }

  private Steps steps(int operand) {
    LongList sizes = ElementGenerator.dimensions(geometry.convolution().operand(operand));
    int image =
        operand == 0 ? geometry.labels().inputFeature() : geometry.labels().kernelInputFeature();
    long outer = sizes.get(1) * products.positions();
    return image == 0
        ? new Steps(outer, products.positions())
        : new Steps(products.positions(), outer);
  }
}
