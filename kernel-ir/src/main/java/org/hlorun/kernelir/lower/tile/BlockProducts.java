package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.product.DotLowering;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductFusion;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Which matrix products are computed by blocks of threads, and how they are cut. */
public final class BlockProducts {
  /** The fewest rows and columns for which copies to shared memory pay. */
  private static final long LEAST = 16;

  private static final long LEAST_DEPTH = 8;

  /** Blocks that keep a GPU busy: about one for each of its processors. */
  private static final long BUSY = 96;

  /** Depth of the tiles of threads that multiply by themselves. */
  private static final int DEPTH = 16;

  /** Bytes of depth of the tiles of tensor cores. */
  private static final int MATRIX_DEPTH_BYTES = 64;

  /** Bytes that are copied at once, and between lines, to keep them aligned. */
  private static final int ACCESS = 16;

  private static final int REGISTER_STAGES = 2;
  private static final int ASYNC_STAGES = 4;

  private final ProductKernel kernel;
  private final TileFactors factors;
  private final MatrixFactor matrixFactor;

  /** The type of elements in shared memory. */
  private final ScalarType type;

  private final TileSizes sizes;

  private BlockProducts(FusedView view, TileFactors factors, LoweringTarget.Gpu target) {
    this.kernel = new ProductKernel(view, factors.instruction());
    this.factors = factors;
    this.matrixFactor = TensorCoreFactors.of(factors, target);
    this.type = matrixFactor == null ? kernel.sum().scalar() : MatrixFactors.storage(matrixFactor);
    this.sizes = matrixFactor == null ? threadSizes() : matrixSizes();
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    TileFactors factors = factors(view);
    return factors != null
        && factors.rows() >= LEAST
        && factors.columns() >= LEAST
        && factors.depth() >= LEAST_DEPTH;
  }

  /** The matrices of the only dot or convolution of a fusion; null if there are none. */
  private static TileFactors factors(FusedView view) {
    if (DotLowering.fits(view)) {
      return new DotFactors(MatrixProduct.of(view, ProductFusion.only(view, Opcode.DOT)));
    }
    HloInstruction convolution = ProductFusion.only(view, Opcode.CONVOLUTION);
    return convolution != null
            && ConvolutionFactors.fits(convolution)
            && ProductFusion.fits(view, convolution)
        ? new ConvolutionFactors(convolution)
        : null;
  }

  /** The kernel of an instruction that {@link #fits}. */
  public static LoweredKernel lower(FusedView view, LoweringTarget.Gpu target) {
    TileFactors factors = factors(view);
    MatrixFactor narrow = MatrixFactors.of(factors.instruction(), target);
    if (target.hasWarpgroups() && narrow != null && WarpgroupProduct.fits(factors, narrow)) {
      ProductKernel kernel = new ProductKernel(view, factors.instruction());
      return WarpgroupProduct.lower(kernel, factors, narrow);
    }
    return new BlockProducts(view, factors, target).lower();
  }

  private LoweredKernel lower() {
    StoredMatrix left = asyncSource(factors.storedLhs(), factors.isLhsDepthContiguous());
    StoredMatrix right = asyncSource(factors.storedRhs(), factors.isRhsDepthContiguous());
    int stages = left != null && right != null ? ASYNC_STAGES : REGISTER_STAGES;
    OperandTile lhs =
        tile("lhs", sizes.rows(), stages, factors.isLhsDepthContiguous(), factors.rows());
    OperandTile rhs =
        tile("rhs", sizes.columns(), stages, factors.isRhsDepthContiguous(), factors.columns());
    TileCopy copyLeft = copy(lhs, left, (b, row, k) -> factors.lhs(kernel.elements(), b, row, k));
    TileCopy copyRight =
        copy(rhs, right, (b, column, k) -> factors.rhs(kernel.elements(), b, column, k));
    TileArithmetic arithmetic =
        matrixFactor == null
            ? new ThreadTileArithmetic(kernel, lhs, rhs, sizes)
            : new WarpTileArithmetic(kernel, lhs, rhs, sizes, matrixFactor);
    return new BlockProduct(kernel, factors, sizes, stages, copyLeft, copyRight, arithmetic)
        .lower();
  }

  /** Tensor cores take what is in memory; threads take turned tiles. */
  private StoredMatrix asyncSource(StoredMatrix matrix, boolean depthContiguous) {
    boolean possible =
        matrixFactor != null
            && depthContiguous == isKeptAlongDepth(depthContiguous)
            && matrix != null
            && matrix.isOf(matrixFactor)
            && matrix.isAligned(ACCESS / type.byteSize());
    return possible ? matrix : null;
  }

  /** Tensor cores turn 16-bit elements as they take them from shared memory, others not. */
  private boolean isKeptAlongDepth(boolean depthContiguous) {
    return matrixFactor != null && (depthContiguous || matrixFactor.byteSize() != 2);
  }

  private TileCopy copy(OperandTile tile, StoredMatrix source, RegisterCopy.Factor factor) {
    if (source != null) {
      return new AsyncTileCopy(tile, source, source.buffer(kernel.arguments()));
    }
    return new RegisterCopy(
        tile,
        matrixFactor == null
            ? factor
            : (batch, free, depth) ->
                MatrixFactors.encode(
                    kernel.elements(), matrixFactor, factor.at(batch, free, depth)));
  }

  private OperandTile tile(
      String name, int size, int stages, boolean depthContiguous, long totalSize) {
    int chunk = Math.min(ACCESS / type.byteSize(), size * sizes.depth() / sizes.threads());
    OperandTile.Layout layout =
        new OperandTile.Layout(
            size,
            sizes.depth(),
            stages,
            sizes.threads(),
            depthContiguous,
            isKeptAlongDepth(depthContiguous),
            ACCESS / type.byteSize());
    return new OperandTile(kernel.builder(), name, type, layout, chunk, totalSize, factors.depth());
  }

  private TileSizes threadSizes() {
    if (type.byteSize() <= 4 && isFilled(128)) {
      return TileSizes.ofThreads(128, DEPTH, 8);
    }
    return TileSizes.ofThreads(isFilled(64) ? 64 : 32, DEPTH, 4);
  }

  private TileSizes matrixSizes() {
    int depth = MATRIX_DEPTH_BYTES / type.byteSize();
    return isFilled(128)
        ? TileSizes.ofWarps(128, depth, 64, 32)
        : TileSizes.ofWarps(64, depth, 32, 32);
  }

  /** Whether tiles of a size are mostly used, and enough of them to keep a GPU busy. */
  private boolean isFilled(long size) {
    long down = Math.ceilDiv(factors.rows(), size);
    long across = Math.ceilDiv(factors.columns(), size);
    return factors.rows() > size / 2
        && factors.columns() > size / 2
        && factors.batch() * down * across >= BUSY;
  }
}
