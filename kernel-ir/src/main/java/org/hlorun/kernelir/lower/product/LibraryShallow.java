package org.hlorun.kernelir.lower.product;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.ir.HloInstruction;

/**
 * A product of two matrices that lie row by row in memory, of so few factors a sum that a tile of
 * the left operand stays in a cache of level 1. Neither operand is copied before: reading and
 * writing them once more takes some percent of the time of such a product. Its kernel is one of a
 * library, like those of {@link LibraryProduct}.
 */
final class LibraryShallow {
  /**
   * Bytes of a row of the left operand, at most: products of deeper ones are as fast by {@link
   * LibraryProduct}, and faster on a busy machine.
   */
  static final long MAX_ROW_BYTES = 3 << 10;

  private static final Map<LibraryCode.Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  private final FusedView view;
  private final MatrixProduct product;
  private final RegisterTile tile;
  private final PackedFactors factors;

  LibraryShallow(FusedView view, PackedFactors factors, RegisterTile tile) {
    this.view = view;
    this.product = factors.product();
    this.tile = tile;
    this.factors = factors;
  }

  /** Whether the library has the product. */
  static boolean fits(FusedView view, PackedFactors factors, RegisterTile tile) {
    MatrixProduct product = factors.product();
    return ShallowBlocks.fits(factors, tile)
        && !ShallowBlocks.areKept(factors, tile)
        && factors.depth() * factors.sum().scalar().byteSize() <= MAX_ROW_BYTES
        && view.instruction() == product.dot()
        && LibraryProduct.isStored(view, product)
        && product.dot().operand(0).shape().asArray().elementType() == factors.stored()
        && product.dot().operand(1).shape().asArray().elementType() == factors.stored();
  }

  List<LoweredKernel> lower() {
    HloInstruction dot = product.dot();
    ProductSum sum = factors.sum();
    StoredFactor left = new StoredFactor(factors.stored(), sum);
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
    ShallowBlocks blocks =
        ShallowBlocks.of(1, product.rows(), product.columns(), tile, product.sum().scalar());
    return new LibraryShallowCode.Sizes(
        product.rows(),
        product.columns(),
        factors.depth(),
        blocks.tiles(),
        blocks.panels(),
        blocks.blockTiles(),
        blocks.blockPanels(),
        blocks.columnBlocks(),
        blocks.count());
  }
}
