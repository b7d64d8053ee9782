package org.hlorun.kernelir.lower.product;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.language.ir.HloInstruction;

/**
 * A product of two matrices that lie row by row in memory, of so few factors a sum that a tile of
 * the left operand stays in a cache of level 1. Neither operand is copied before: reading and
 * writing them once more takes some percent of the time of such a product. Its kernel is one of a
 * library, like those of {@link LibraryProduct}.
 */
final class LibraryShallow {
  private static final Map<LibraryCode.Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  /** Tasks that there are if the rows are enough. */
  private static final long MIN_TASKS = 4;

  /** Tasks that more threads than a few share, if blocks of them are {@link #MANY_TILES}. */
  private static final long MANY_TASKS = 16;

  /** Tiles of a block, one below the other, at least: the first one takes longer. */
  private static final long MIN_TILES = 16;

  /** Tiles of a block, one below the other, of which the first one takes no part worth saving. */
  private static final long MANY_TILES = 128;

  /** Tiles, one below the other, for which it is no loss that the first one takes longer. */
  private static final long MIN_ROWS = 4;

  private final FusedView view;
  private final MatrixProduct product;
  private final RegisterTile tile;

  LibraryShallow(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.tile = tile;
  }

  /** Whether the library has the product. */
  static boolean fits(FusedView view, MatrixProduct product, RegisterTile tile) {
    ScalarType type = product.sum().scalar();
    return tile.vectorBytes() == 64
        && type.isFloat()
        && view.instruction() == product.dot()
        && LibraryProduct.isStored(view, product)
        && hasTypeOfSums(product, 0)
        && hasTypeOfSums(product, 1)
        && product.depth() <= LibraryBlocks.of(tile, type).depth()
        && product.rows() >= MIN_ROWS * tile.rows();
  }

  private static boolean hasTypeOfSums(MatrixProduct product, int operand) {
    return product.dot().operand(operand).shape().asArray().elementType() == product.sum().type();
  }

  List<LoweredKernel> lower() {
    HloInstruction dot = product.dot();
    ProductSum sum = product.sum();
    StoredFactor left = new StoredFactor(sum.type(), sum);
    LibraryCode.Form form =
        new LibraryCode.Form(left, sum, dot.shape().asArray().elementType(), tile);
    Kernel kernel =
        KERNELS.computeIfAbsent(form, missing -> new LibraryShallowCode(missing).multiply());
    LibraryShallowCode.Sizes sizes = sizes();
    List<Argument> arguments =
        List.of(SizeArgument.of(sizes.toArray()), operand(0), operand(1), new Argument.Result(0));
    return List.of(new LoweredKernel(kernel, arguments, null, sizes.tasks()));
  }

  private Argument operand(int number) {
    return new Argument.Operand(view.operandNumber(product.dot().operand(number)), 0);
  }

  private LibraryShallowCode.Sizes sizes() {
    long tiles = Math.ceilDiv(product.rows(), tile.rows());
    long panels = Math.ceilDiv(product.columns(), tile.columns(product.sum().scalar()));
    boolean isLow = tiles < 2 * MIN_TILES;
    long most = isLow ? Math.ceilDiv(panels, 2) : panels;
    long blockPanels = EvenParts.shared(panels, Math.min(most, LibraryShallowCode.PANELS), 1);
    long columnBlocks = Math.ceilDiv(panels, blockPanels);
    long few = Math.min(tiles / MIN_TILES, Math.ceilDiv(MIN_TASKS, columnBlocks));
    long many = Math.min(tiles / MANY_TILES, Math.ceilDiv(MANY_TASKS, columnBlocks));
    long blockTiles = Math.ceilDiv(tiles, Math.max(1, Math.max(few, many)));
    long rowBlocks = Math.ceilDiv(tiles, blockTiles);
    return new LibraryShallowCode.Sizes(
        product.rows(),
        product.columns(),
        product.depth(),
        tiles,
        panels,
        blockTiles,
        blockPanels,
        columnBlocks,
        rowBlocks * columnBlocks);
  }
}
