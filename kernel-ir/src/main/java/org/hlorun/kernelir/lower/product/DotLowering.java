package org.hlorun.kernelir.lower.product;

import java.util.List;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.NarrowFloatCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** A dot, with operands that are read in any simple way and an elementwise epilogue. */
public final class DotLowering {
  /** Bytes of a right operand that need not be packed: they stay in the cache of level 2. */
  private static final long SMALL_BYTES = 96 << 10;

  private final FusedView view;
  private final MatrixProduct product;
  private final RegisterTile tile;

  /** The kernels of an instruction that {@link #fits}. */
  public DotLowering(FusedView view, TargetDescription machine) {
    this.view = view;
    this.tile = RegisterTile.of(machine);
    this.product = oriented(MatrixProduct.of(view, onlyDot(view)));
  }

  /** A single column is taken for a single row. */
  static MatrixProduct oriented(MatrixProduct product) {
    return product.columns() == 1 ? product.swap() : product;
  }

  private static HloInstruction onlyDot(FusedView view) {
    return ProductFusion.only(view, Opcode.DOT);
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction dot = onlyDot(view);
    return dot != null
        && !dot.has(Attribute.SPARSITY_CONFIG)
        && supported(dot)
        && ProductFusion.fits(view, dot);
  }

  private static boolean supported(HloInstruction dot) {
    ElementType type = dot.shape().asArray().elementType();
    boolean narrow = type.bitWidth() < 8 || NarrowFloatCode.covers(type);
    return !type.isComplex()
        && !type.isPred()
        && !narrow
        && dot.operands().stream()
            .noneMatch(operand -> operand.shape().asArray().elementType().isComplex());
  }

  /** The kernels in the order in which they run: those of the form that the sizes ask for. */
  public List<LoweredKernel> lower() {
    if (BatchProduct.fits(product, tile)) {
      return List.of(new BatchProduct(view, product, tile).lower());
    }
    if (DotProducts.fits(product, tile)) {
      return List.of(DotProducts.forCpu(view, product, tile).lower());
    }
    long bytes = product.depth() * product.columns() * product.sum().scalar().byteSize();
    if (bytes > SMALL_BYTES && StreamedProduct.fits(product)) {
      return new StreamedProduct(view, product, tile).lower();
    }
    return isDirect()
        ? List.of(new DirectProduct(view, product, tile).lower())
        : new PackedProduct(view, product, tile).lower();
  }

  private boolean isDirect() {
    if (!product.rhs().isStored() || !product.lhs().isStored()) {
      return false;
    }
    long bytes = product.depth() * product.columns() * product.sum().scalar().byteSize();
    boolean small = bytes <= SMALL_BYTES && product.rhs().isFreeContiguous();
    boolean once = product.rows() <= tile.rows() && !product.rhs().isDepthContiguous();
    return small || once;
  }
}
