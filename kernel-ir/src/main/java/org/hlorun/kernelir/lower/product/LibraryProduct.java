package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * A packed product of two matrices that lie row by row in memory. Its kernels are those of a
 * library: they are the same for all sizes, which are an argument, so that they are compiled once
 * for all programs. What is fused to a small product of bytes is done to its sums by another
 * kernel.
 */
final class LibraryProduct {
  private static final Map<LibraryCode.Form, LibraryCode> CODE = new ConcurrentHashMap<>();

  /** Bytes of sums, at most, that wait for what is fused to them: they stay in a cache. */
  private static final long MAX_WAITING_BYTES = 512 << 10;

  /** Factors of a sum, at least, for which it does not matter that it waits. */
  private static final long MIN_WAITING_DEPTH = 128;

  /**
   * How a product is cut.
   *
   * @param depth of a block, in factors
   * @param tiles rows of tiles of a block
   * @param panels of a block
   */
  record Blocks(long depth, long tiles, long panels) {}

  private final FusedView view;
  private final MatrixProduct product;
  private final PackedFactors factors;
  private final int tileColumns;
  private final LibraryPanels panels;
  private final LibraryCode code;

  LibraryProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.factors = PackedFactors.of(view, product);
    ProductSum sum = factors.sum();
    this.tileColumns = tile.columns(sum.scalar());
    HloInstruction dot = product.dot();
    StoredFactor right = new StoredFactor(type(dot.operand(1)), sum);
    this.panels = new LibraryPanels(right, tileColumns, factors.depth(), product.columns());
    StoredFactor left = new StoredFactor(type(dot.operand(0)), sum);
    ElementType result = isAlone() ? type(dot) : null;
    LibraryCode.Form form = new LibraryCode.Form(left, sum, result, tile);
    this.code = CODE.computeIfAbsent(form, LibraryCode::new);
  }

  private boolean isAlone() {
    return view.instruction() == product.dot();
  }

  /** Whether the library has the product. */
  static boolean fits(FusedView view, MatrixProduct product, RegisterTile tile) {
    ScalarType type = product.sum().scalar();
    long depth = PackedFactors.of(view, product).depth();
    long together = LibraryBlocks.together(tile, type);
    boolean alone = view.instruction() == product.dot();
    return isStored(view, product)
        && hasType(view, product)
        && depth % together == 0
        && (alone || mayWait(view, product));
  }

  /** Whether both operands are matrices that lie row by row in memory. */
  static boolean isStored(FusedView view, MatrixProduct product) {
    HloInstruction dot = product.dot();
    return hasStoredRight(view, product)
        && view.operandNumber(dot.operand(0)) >= 0
        && isLast(dot.get(Attribute.LHS_CONTRACTING_DIMS), dot.operand(0));
  }

  /** Whether the right operand is a matrix that lies row by row in memory. */
  static boolean hasStoredRight(FusedView view, MatrixProduct product) {
    HloInstruction dot = product.dot();
    return !product.swapped()
        && product.batch() == 1
        && view.operandNumber(dot.operand(1)) >= 0
        && dot.get(Attribute.RHS_CONTRACTING_DIMS).equals(LongList.of(0));
  }

  /**
   * Whether sums may wait for what is fused to them. Those of bytes are worth it: kernels of their
   * own have much code, and what is fused scales each sum, so that it takes its time anyway. Others
   * would be some percent slower, on two threads more.
   */
  private static boolean mayWait(FusedView view, MatrixProduct product) {
    long bytes = product.rows() * product.columns() * product.sum().scalar().byteSize();
    return product.sum().type() == ElementType.S32
        && bytes <= MAX_WAITING_BYTES
        && PackedFactors.of(view, product).depth() >= MIN_WAITING_DEPTH;
  }

  private static boolean hasType(FusedView view, MatrixProduct product) {
    ElementType left = type(product.dot().operand(0));
    ElementType right = type(product.dot().operand(1));
    return switch (product.sum().type()) {
      case F64 -> left == ElementType.F64 && right == left;
      case F32 ->
          right == left
              && (left == ElementType.F32 || left == ElementType.BF16 || left == ElementType.F16);
      case S32 -> PackedFactors.of(view, product).sum().pairs() && isByte(left) && isByte(right);
      default -> false;
    };
  }

  private static boolean isByte(ElementType type) {
    return type == ElementType.S8 || type == ElementType.U8;
  }

  private static ElementType type(HloInstruction value) {
    return value.shape().asArray().elementType();
  }

  private static boolean isLast(LongList dimensions, HloInstruction value) {
    return dimensions.equals(LongList.of(value.shape().asArray().dimensions().size() - 1L));
  }

  List<LoweredKernel> lower(Blocks blocks) {
    LibraryCode.Sizes sizes = sizes(blocks);
    Argument lhs = operand(0);
    Argument packed = new Argument.Scratch(0, panels.bytes());
    Argument numbers = SizeArgument.of(sizes.toArray());
    long sumsAt = Math.ceilDiv(panels.bytes(), 64) * 64;
    long count = sizes.tiles() * code.tileRows() * sizes.keptStride();
    Argument result =
        isAlone()
            ? new Argument.Result(0)
            : new Argument.Scratch(sumsAt, count * factors.sum().scalar().byteSize());
    List<LoweredKernel> kernels = new ArrayList<>();
    kernels.add(panels.pack(operand(1), packed));
    kernels.add(
        new LoweredKernel(
            code.multiply(), List.of(numbers, lhs, packed, result), null, sizes.tasks()));
    if (!isAlone()) {
      kernels.add(finish(sumsAt, count, sizes.keptStride()));
    }
    return kernels;
  }

  private Argument operand(int number) {
    return new Argument.Operand(view.operandNumber(product.dot().operand(number)), 0);
  }

  /** What the fusion makes of the sums. */
  private LoweredKernel finish(long sumsAt, long count, long stride) {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    Buffer sums =
        kernel.arguments().scratch(sumsAt, factors.sum().scalar(), count, Buffer.Role.INPUT);
    IndexExpr batch = IndexExpr.constant(0);
    kernel
        .builder()
        .loop(
            product.rows(),
            LoopSchedule.PARALLEL,
            row ->
                kernel
                    .builder()
                    .loop(
                        product.columns(),
                        LoopSchedule.vector(tileColumns, 1),
                        column -> {
                          IndexExpr place = row.times(stride).plus(column);
                          kernel.store(
                              product.resultIndex(batch, row, column),
                              kernel.builder().load(sums, place, null));
                        }));
    return kernel.finish("finish");
  }

  private LibraryCode.Sizes sizes(Blocks blocks) {
    long tiles = Math.ceilDiv(product.rows(), code.tileRows());
    long rowBlocks = Math.ceilDiv(tiles, blocks.tiles());
    return new LibraryCode.Sizes(
        product.rows(),
        product.columns(),
        factors.depth(),
        tiles,
        panels.count(),
        blocks.depth(),
        blocks.tiles(),
        blocks.panels(),
        Math.ceilDiv(factors.depth(), blocks.depth()),
        rowBlocks,
        rowBlocks * Math.ceilDiv(panels.count(), blocks.panels()),
        panels.count() * tileColumns + 64 / factors.sum().scalar().byteSize());
  }
}
