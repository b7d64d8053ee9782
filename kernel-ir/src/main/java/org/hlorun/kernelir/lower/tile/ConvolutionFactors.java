package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.element.ContractionCode;
import org.hlorun.kernelir.lower.element.Conversions;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.ProductOperand;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The matrices of a convolution: rows are places of the result, columns its features, the depth is
 * window and input features; a batch is a group of features. The left matrix is never stored: its
 * elements are found in the input ("implicit GEMM").
 */
final class ConvolutionFactors implements TileFactors {
  /** Neighbours that are read together have the same line of the input. */
  private static final int CHUNK = 4;

  /**
   * A place of the input.
   *
   * @param index the nearest place that is inside of the array
   * @param inside whether it is the place itself, an {@code i1}; null = true
   */
  record InputPlace(MultiIndex index, Value inside) {}

  private final FusedView view;
  private final HloInstruction convolution;
  private final ConvolutionDimensions labels;
  private final List<WindowDimension> window;

  /** Whether features are innermost in the input, and so in the depth. */
  private final boolean featuresLast;

  /** The boxes whose order rows have; null if rows are numbered by their place in the result. */
  private final ConvolutionBoxes boxes;

  ConvolutionFactors(FusedView view, HloInstruction convolution) {
    this(view, convolution, null);
  }

  private ConvolutionFactors(FusedView view, HloInstruction convolution, ConvolutionBoxes boxes) {
    this.view = view;
    this.boxes = boxes;
    this.convolution = convolution;
    this.labels = convolution.get(Attribute.DIM_LABELS);
    this.window = convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of());
    this.featuresLast = labels.inputFeature() == sizes(convolution).size() - 1;
  }

  /** Whether a convolution can be seen so. */
  static boolean fits(HloInstruction convolution) {
    ElementType type = convolution.shape().asArray().elementType();
    return type.isFloat()
        && type.byteSize() > 1
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && !convolution.has(Attribute.SPARSITY_CONFIG);
  }

  private static LongList sizes(HloInstruction instruction) {
    return ElementGenerator.dimensions(instruction);
  }

  @Override
  public HloInstruction instruction() {
    return convolution;
  }

  @Override
  public long batch() {
    return convolution.get(Attribute.FEATURE_GROUP_COUNT);
  }

  @Override
  public long rows() {
    return boxes == null ? product(rowSizes()) : boxes.tileCount() * ConvolutionBoxes.ROWS;
  }

  private static long product(LongList sizes) {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  private LongList rowSizes() {
    List<Long> sizes = new ArrayList<>(List.of(sizes(convolution).get(labels.outputBatch())));
    labels.outputSpatial().stream().forEach(d -> sizes.add(sizes(convolution).get((int) d)));
    return list(sizes);
  }

  private static LongList list(List<Long> sizes) {
    return LongList.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public long columns() {
    return sizes(convolution).get(labels.outputFeature()) / batch();
  }

  private long features() {
    return sizes(convolution.operand(1)).get(labels.kernelInputFeature());
  }

  @Override
  public long depth() {
    return product(depthSizes());
  }

  private LongList depthSizes() {
    List<Long> sizes = new ArrayList<>(window.stream().map(WindowDimension::size).toList());
    sizes.add(featuresLast ? sizes.size() : 0, features());
    return list(sizes);
  }

  @Override
  public boolean isLhsDepthContiguous() {
    return featuresLast;
  }

  @Override
  public boolean isRhsDepthContiguous() {
    return labels.kernelOutputFeature() != sizes(convolution.operand(1)).size() - 1;
  }

  /** The window positions and the input feature at a position of the depth. */
  private List<IndexExpr> variables(IndexExpr depth) {
    List<IndexExpr> result = new ArrayList<>(split(depth, depthSizes()));
    if (!featuresLast) {
      result.add(result.removeFirst());
    }
    return result;
  }

  /** Neighbours of an aligned chunk differ in the last coordinate only, if its size allows that. */
  private static List<IndexExpr> split(IndexExpr position, LongList sizes) {
    long offset = Math.floorMod(position.constant(), CHUNK);
    boolean aligned = sizes.get(sizes.size() - 1) % CHUNK == 0 && position.variesBy(CHUNK);
    if (!aligned || offset == 0) {
      return MultiIndex.delinearize(position, sizes).coordinates();
    }
    List<IndexExpr> coordinates =
        new ArrayList<>(MultiIndex.delinearize(position.plus(-offset), sizes).coordinates());
    coordinates.add(coordinates.removeLast().plus(offset));
    return coordinates;
  }

  private ContractionCode.Term term(
      ElementGenerator elements,
      IndexExpr batch,
      IndexExpr row,
      IndexExpr column,
      IndexExpr depth) {
    return new ContractionCode(elements)
        .convolutionTerm(convolution, resultIndex(batch, row, column), variables(depth));
  }

  @Override
  public Value lhs(ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth) {
    InputPlace place = inputPlace(elements, batch, row, depth);
    Value value = factor(elements, 0, place.index());
    return place.inside() == null
        ? value
        : elements
            .builder()
            .select(place.inside(), value, elements.builder().bits(value.type(), 0));
  }

  /** Where the input has an element of the left matrix. */
  InputPlace inputPlace(
      ElementGenerator elements, IndexExpr batch, IndexExpr row, IndexExpr depth) {
    ContractionCode.Term term = term(elements, batch, row, IndexExpr.constant(0), depth);
    if (term.inside() == null) {
      return new InputPlace(term.lhs(), null);
    }
    LongList sizes = sizes(convolution.operand(0));
    List<IndexExpr> coordinates = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      coordinates.add(BoundsCode.clamped(elements.builder(), term.lhs().get(d), sizes.get(d) - 1));
    }
    return new InputPlace(MultiIndex.of(coordinates), term.inside());
  }

  @Override
  public Value rhs(ElementGenerator elements, IndexExpr batch, IndexExpr column, IndexExpr depth) {
    return factor(elements, 1, term(elements, batch, IndexExpr.constant(0), column, depth).rhs());
  }

  private Value factor(ElementGenerator elements, int operand, MultiIndex index) {
    HloInstruction value = convolution.operand(operand);
    ElementType from = value.shape().asArray().elementType();
    Conversions conversions = new Conversions(elements.builder(), elements.numbers());
    ElementType to = ProductSum.of(convolution).type();
    return conversions.convert(from, to, elements.element(value, index, null)).real();
  }

  /** The input is not stored as the left matrix. */
  @Override
  public StoredMatrix storedLhs() {
    return null;
  }

  /** The array in memory that the input is or is converted from; null if there is none. */
  private HloInstruction storedInput() {
    HloInstruction value = convolution.operand(0);
    HloInstruction input = value.opcode() == Opcode.CONVERT ? value.operand(0) : value;
    return featuresLast && ProductOperand.isInMemory(view, input) ? input : null;
  }

  @Override
  public TileSource lhsSource() {
    HloInstruction input = storedInput();
    return input == null ? null : new ConvolutionSource(this, input, features());
  }

  @Override
  public BoxSource lhsBoxes(MatrixFactor factor) {
    return boxes;
  }

  @Override
  public TileFactors inBoxes(MatrixFactor factor) {
    TileSource source = lhsSource();
    if (source == null || !source.isOf(factor)) {
      return this;
    }
    int line = WarpgroupOperation.LINE_BYTES / factor.byteSize();
    return new ConvolutionFactors(
        view, convolution, ConvolutionBoxes.of(convolution, storedInput(), window, line));
  }

  @Override
  public Value inside(KernelBuilder builder, IndexExpr row) {
    return boxes == null ? TileFactors.super.inside(builder, row) : boxes.inside(builder, row);
  }

  /** The kernel is stored as the right matrix unless groups or turned windows are in the way. */
  @Override
  public StoredMatrix storedRhs() {
    if (batch() > 1 || window.stream().anyMatch(WindowDimension::reversed)) {
      return null;
    }
    List<Long> depth = new ArrayList<>(labels.kernelSpatial().stream().boxed().toList());
    depth.add(featuresLast ? depth.size() : 0, (long) labels.kernelInputFeature());
    ProductOperand operand =
        new ProductOperand(
            view,
            convolution.operand(1),
            LongList.of(),
            LongList.of(labels.kernelOutputFeature()),
            list(depth));
    return operand.isStored() ? new StoredMatrix(operand.stored()) : null;
  }

  @Override
  public MultiIndex resultIndex(IndexExpr batch, IndexExpr row, IndexExpr column) {
    IndexExpr[] coordinates = new IndexExpr[sizes(convolution).size()];
    List<IndexExpr> place = boxes == null ? split(row, rowSizes()) : boxes.resultPlace(row);
    coordinates[labels.outputBatch()] = place.getFirst();
    for (int s = 0; s < window.size(); s++) {
      coordinates[labels.outputSpatial().getInt(s)] = place.get(s + 1);
    }
    coordinates[labels.outputFeature()] = batch.times(columns()).plus(column);
    return MultiIndex.of(Arrays.asList(coordinates));
  }
}
