package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.ir.Opcode;

/**
 * Matrix products of few rows on a GPU: they read the right operand once, and that is their cost.
 */
public final class FewRowsProduct {
  /** A depth that is worth to be shared by threads. */
  private static final long LEAST_DEPTH = 64;

  private FewRowsProduct() {}

  private static MatrixProduct product(FusedView view) {
    return DotLowering.oriented(MatrixProduct.of(view, ProductFusion.only(view, Opcode.DOT)));
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    if (!DotLowering.fits(view)) {
      return false;
    }
    MatrixProduct product = product(view);
    return product.depth() >= LEAST_DEPTH && (areDots(product) || areSlices(product));
  }

  private static boolean areDots(MatrixProduct product) {
    return product.rows() <= DotProducts.MAX_GPU_ROWS
        && product.lhs().isDepthContiguous()
        && product.rhs().isDepthContiguous();
  }

  private static boolean areSlices(MatrixProduct product) {
    return product.rows() <= SlicedProduct.MAX_ROWS
        && product.columns() >= SlicedProduct.COLUMNS
        && product.rhs().isFreeContiguous();
  }

  /** The kernel of an instruction that {@link #fits}. */
  public static LoweredKernel lower(FusedView view) {
    MatrixProduct product = product(view);
    return areDots(product)
        ? DotProducts.forGpu(view, product).lower()
        : new SlicedProduct(view, product).lower();
  }
}
