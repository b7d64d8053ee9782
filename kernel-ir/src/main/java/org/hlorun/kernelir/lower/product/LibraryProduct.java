package org.hlorun.kernelir.lower.product;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * A packed product of two matrices that lie row by row in memory, with nothing fused to it. Its
 * kernels are those of a library: they are the same for all sizes, which are an argument, so that
 * they are compiled once for all programs.
 */
final class LibraryProduct {
  private static final Map<Form, LibraryCode> CODE = new ConcurrentHashMap<>();

  /** What the code depends on. */
  private record Form(ElementType type, RegisterTile tile) {}

  /**
   * How a product is cut.
   *
   * @param depth of a block
   * @param tiles rows of tiles of a block
   * @param panels of a block
   */
  record Blocks(long depth, long tiles, long panels) {}

  private final MatrixProduct product;
  private final LibraryPanels panels;
  private final LibraryCode code;

  LibraryProduct(MatrixProduct product, RegisterTile tile) {
    this.product = product;
    ScalarType type = product.sum().scalar();
    this.panels =
        new LibraryPanels(type, tile.columns(type), product.depth(), product.columns());
    this.code =
        CODE.computeIfAbsent(
            new Form(product.sum().type(), tile), form -> new LibraryCode(product.sum(), tile));
  }

  /**
   * Whether the library has the product.
   *
   * @param blockDepth the depth of its blocks
   */
  static boolean fits(FusedView view, MatrixProduct product, RegisterTile tile, long blockDepth) {
    HloInstruction dot = product.dot();
    if (view.instruction() != dot || product.swapped() || product.batch() != 1) {
      return false;
    }
    ElementType type = product.sum().type();
    int together = Math.max(tile.lanes(product.sum().scalar()), PackedProduct.UNROLL);
    return (type == ElementType.F32 || type == ElementType.F64)
        && type(dot) == type
        && type(dot.operand(0)) == type
        && type(dot.operand(1)) == type
        && blockDepth % together == 0
        && product.depth() % together == 0
        && isLast(dot.get(Attribute.LHS_CONTRACTING_DIMS), dot.operand(0))
        && dot.get(Attribute.RHS_CONTRACTING_DIMS).equals(LongList.of(0));
  }

  private static ElementType type(HloInstruction value) {
    return value.shape().asArray().elementType();
  }

  private static boolean isLast(LongList dimensions, HloInstruction value) {
    return dimensions.equals(LongList.of(value.shape().asArray().dimensions().size() - 1L));
  }

  List<LoweredKernel> lower(Blocks blocks) {
    LibraryCode.Sizes sizes = sizes(blocks);
    Argument lhs = new Argument.Operand(0, 0);
    Argument rhs = new Argument.Operand(1, 0);
    Argument packed = new Argument.Scratch(0, panels.bytes());
    Argument numbers = SizeArgument.of(sizes.toArray());
    return List.of(
        panels.pack(rhs, packed),
        new LoweredKernel(
            code.multiply(),
            List.of(numbers, lhs, packed, new Argument.Result(0)),
            null,
            sizes.tasks()));
  }

  private LibraryCode.Sizes sizes(Blocks blocks) {
    long tiles = Math.ceilDiv(product.rows(), code.tileRows());
    long rowBlocks = Math.ceilDiv(tiles, blocks.tiles());
    return new LibraryCode.Sizes(
        product.rows(),
        product.columns(),
        product.depth(),
        tiles,
        panels.count(),
        blocks.depth(),
        blocks.tiles(),
        blocks.panels(),
        Math.ceilDiv(product.depth(), blocks.depth()),
        rowBlocks,
        rowBlocks * Math.ceilDiv(panels.count(), blocks.panels()));
  }
}
