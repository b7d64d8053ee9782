package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.product.LibraryPanels;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.kernelir.lower.product.StoredFactor;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * A convolution of images whose features lie side by side, with nothing fused to it. Its kernels
 * are those of a library: they are the same for all sizes, strides and paddings, which are an
 * argument, so that they are compiled once for all programs.
 */
final class LibraryConvolution {
  private static final Map<Form, Kernel> PRODUCTS = new ConcurrentHashMap<>();
  private static final Map<Form, Kernel> PADDINGS = new ConcurrentHashMap<>();

  /** Of so many elements of whole tiles, one may be outside of the output. */
  private static final long WASTE = 32;

  /** What the code depends on. */
  private record Form(ScalarType type, RegisterTile tile) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that && type == that.type && tile.equals(that.tile);
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + tile.hashCode();
    }

    Kernel product() {
      return LibraryConvolutionCode.kernel(type, tile.rows(), tile.columns(type));
    }

    Kernel padding() {
      return LibraryPadding.kernel(type, tile.columns(type));
    }
  }

  private final ConvolutionGeometry geometry;
  private final Form form;

  LibraryConvolution(ConvolutionGeometry geometry, ScalarType type, RegisterTile tile) {
    this.geometry = geometry;
    this.form = new Form(type, tile);
  }

  /** Whether the library has a convolution. */
  static boolean fits(ConvolutionGeometry geometry, ScalarType type, RegisterTile tile) {
    HloInstruction convolution = geometry.convolution();
    return geometry.view().instruction() == convolution
        && geometry.groups() == 1
        && geometry.isWhole()
        && isPlainType(convolution)
        && isImage(geometry)
        && hasWholeTiles(geometry, tile.rows(), tile.columns(type));
  }

  /** Whether operands and results are floats of a type that the library has. */
  static boolean isPlainType(HloInstruction convolution) {
    ElementType type = elementType(convolution);
    return (type == ElementType.F32 || type == ElementType.F64)
        && elementType(convolution.operand(0)) == type
        && elementType(convolution.operand(1)) == type;
  }

  private static ElementType elementType(HloInstruction value) {
    return value.shape().asArray().elementType();
  }

  /** Whether all operands lie as the kernels know them, and lines of windows are in one piece. */
  private static boolean isImage(ConvolutionGeometry geometry) {
    int rank = geometry.window().size();
    if (rank != 1 && rank != 2) {
      return false;
    }
    ConvolutionDimensions labels = geometry.labels();
    LongList first = rank == 1 ? LongList.of(0) : LongList.of(0, 1);
    LongList second = rank == 1 ? LongList.of(1) : LongList.of(1, 2);
    boolean inOrder =
        labels.inputBatch() == 0
            && labels.inputSpatial().equals(second)
            && labels.outputBatch() == 0
            && labels.outputSpatial().equals(second)
            && labels.kernelSpatial().equals(first)
            && labels.kernelInputFeature() == rank;
    WindowDimension last = geometry.window().getLast();
    boolean inPieces = last.windowDilation() == 1 || last.size() == 1;
    return inOrder
        && inPieces
        && geometry.window().stream().noneMatch(d -> d.reversed() || d.baseDilation() != 1);
  }

  private static boolean hasWholeTiles(
      ConvolutionGeometry geometry, long tileRows, long tileColumns) {
    long rows = Math.ceilDiv(geometry.rows(), tileRows) * tileRows;
    long columns = Math.ceilDiv(geometry.columns(), tileColumns) * tileColumns;
    long used = geometry.rows() * geometry.columns();
    return used > 0 && rows * columns - used <= used / WASTE;
  }

  /** The kernels in the order in which they run. */
  List<LoweredKernel> lower() {
    List<LoweredKernel> kernels = new ArrayList<>();
    HloInstruction convolution = geometry.convolution();
    Argument input = new Argument.Operand(0, 0);
    long paddedBytes = 0;
    if (!geometry.isPlain()) {
      long count = geometry.padded().stream().reduce(1, (a, b) -> a * b);
      paddedBytes = Math.ceilDiv(count * form.type.byteSize(), 64) * 64;
      Argument padded = new Argument.Scratch(0, count * form.type.byteSize());
      kernels.add(pad(input, padded));
      input = padded;
    }
    LibraryPanels panels =
        new LibraryPanels(
            new StoredFactor(elementType(convolution), ProductSum.of(convolution)),
            form.tile.columns(form.type),
            geometry.depth(),
            geometry.columns());
    Argument packed = new Argument.Scratch(paddedBytes, panels.bytes());
    kernels.add(panels.pack(new Argument.Operand(1, 0), packed));
    kernels.add(multiply(input, packed));
    return kernels;
  }

  /** The size of a dimension of an image: height, width, features. */
  private static long size(LongList shape, int dimension) {
    int position = shape.size() - 3 + dimension;
    return position == 0 ? 1 : shape.get(position);
  }

  /** The window in a dimension; that of the height of a line is one line. */
  private WindowDimension window(int dimension) {
    List<WindowDimension> window = geometry.window();
    return window.get(window.size() - 2 + dimension);
  }

  private boolean isLine() {
    return geometry.window().size() == 1;
  }

  private LoweredKernel pad(Argument input, Argument padded) {
    LongList outer = geometry.padded();
    LongList inner = geometry.input();
    long features = geometry.features();
    InputRange x = geometry.inputRange(geometry.window().size() - 1);
    InputRange y = isLine() ? new InputRange(0, 1) : geometry.inputRange(0);
    long lineStep = size(inner, 1) * features;
    long length = size(outer, 1) * features;
    long tasks = outer.get(0) * size(outer, 0);
    LibraryPadding.Sizes sizes =
        new LibraryPadding.Sizes(
            size(outer, 0),
            isLine() ? 0 : y.first() + window(0).paddingLow(),
            y.count(),
            length,
            x.count() == 0 ? length : (x.first() + window(1).paddingLow()) * features,
            x.count() * features,
            y.first() * lineStep + x.first() * features,
            lineStep,
            size(inner, 0) * lineStep,
            tasks);
    Kernel kernel = PADDINGS.computeIfAbsent(form, Form::padding);
    Argument numbers = SizeArgument.of(sizes.toArray());
    return new LoweredKernel(kernel, List.of(numbers, input, padded), null, tasks);
  }

  private LoweredKernel multiply(Argument input, Argument panels) {
    LongList source = geometry.source();
    LongList output = geometry.output();
    long lineStep = size(source, 1) * geometry.features();
    long tiles = Math.ceilDiv(geometry.rows(), form.tile.rows());
    long groups = Math.ceilDiv(tiles, ConvolutionLowering.GROUP);
    long panelCount = Math.ceilDiv(geometry.columns(), form.tile.columns(form.type));
    LibraryConvolutionCode.Sizes sizes =
        new LibraryConvolutionCode.Sizes(
            geometry.rows(),
            geometry.columns(),
            size(output, 1),
            size(output, 0),
            window(1).stride() * geometry.features(),
            isLine() ? lineStep : window(0).stride() * lineStep,
            size(source, 0) * lineStep,
            isLine() ? 1 : window(0).size(),
            isLine() ? lineStep : window(0).windowDilation() * lineStep,
            window(1).size() * geometry.features(),
            tiles,
            Math.ceilDiv(tiles, groups),
            groups,
            groups * panelCount);
    Kernel kernel = PRODUCTS.computeIfAbsent(form, Form::product);
    Argument numbers = SizeArgument.of(sizes.toArray());
    Argument result = new Argument.Result(0);
    return new LoweredKernel(kernel, List.of(numbers, input, panels, result), null, sizes.tasks());
  }
}
