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

  /** Depth of the tiles of threads that multiply by themselves. */
  private static final int DEPTH = 16;

  /** Bytes of depth of the tiles of tensor cores. */
  private static final int MATRIX_DEPTH_BYTES = 64;

  /** Bytes that are copied at once, and between lines, to keep them aligned. */
  private static final int ACCESS = 16;

  private static final int REGISTER_STAGES = 2;

  /** Stages of tiles that come by themselves: as many as fit into shared memory. */
  private static final int MOST_STAGES = 4;

  private static final int FEWEST_STAGES = 3;

  private final LoweringTarget.Gpu target;
  private final ProductKernel kernel;
  private final TileFactors factors;
  private final MatrixFactor matrixFactor;

  /** The type of elements in shared memory. */
  private final ScalarType type;

  private final TileSource left;
  private final TileSource right;
  private final TileSizes sizes;
  private final int stages;

  private BlockProducts(FusedView view, TileFactors factors, LoweringTarget.Gpu target) {
    this.target = target;
    this.kernel = new ProductKernel(view, factors.instruction());
    this.factors = factors;
    this.matrixFactor = TensorCoreFactors.of(factors, target);
    this.type = matrixFactor == null ? kernel.sum().scalar() : MatrixFactors.storage(matrixFactor);
    this.left = asyncSource(factors.lhsSource(), factors.isLhsDepthContiguous());
    this.right = asyncSource(factors.storedRhs(), factors.isRhsDepthContiguous());
    this.sizes = matrixFactor == null ? threadSizes() : matrixSizes();
    this.stages = isAsync() ? stages(target.sharedBytes()) : REGISTER_STAGES;
  }

  private boolean isAsync() {
    return left != null && right != null;
  }

  private int stages(long sharedBytes) {
    int lines = sizes.rows() + sizes.columns();
    long stageBytes = (long) lines * (sizes.depth() * type.byteSize() + ACCESS);
    return stageBytes * MOST_STAGES <= sharedBytes ? MOST_STAGES : FEWEST_STAGES;
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
        ? new ConvolutionFactors(view, convolution)
        : null;
  }

  /** The kernel of an instruction that {@link #fits}. */
  public static LoweredKernel lower(FusedView view, LoweringTarget.Gpu target) {
    TileFactors factors = factors(view);
    MatrixFactor narrow = MatrixFactors.of(factors.instruction(), target);
    if (target.hasWarpgroups() && narrow != null) {
      TileFactors boxed = factors.inBoxes(narrow);
      if (WarpgroupProduct.fits(boxed, narrow, target)) {
        ProductKernel kernel = new ProductKernel(view, factors.instruction());
        return WarpgroupProduct.lower(kernel, boxed, narrow, target);
      }
    }
    return new BlockProducts(view, factors, target).lower();
  }

  private LoweredKernel lower() {
    OperandTile lhs = tile("lhs", sizes.rows(), factors.isLhsDepthContiguous(), factors.rows());
    OperandTile rhs =
        tile("rhs", sizes.columns(), factors.isRhsDepthContiguous(), factors.columns());
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
  private TileSource asyncSource(TileSource matrix, boolean depthContiguous) {
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

  private TileCopy copy(OperandTile tile, TileSource source, RegisterCopy.Factor factor) {
    if (source != null) {
      return new AsyncTileCopy(kernel.elements(), tile, source, source.buffer(kernel.arguments()));
    }
    return new RegisterCopy(
        tile,
        matrixFactor == null
            ? factor
            : (batch, free, depth) ->
                MatrixFactors.encode(
                    kernel.elements(), matrixFactor, factor.at(batch, free, depth)));
  }

  private OperandTile tile(String name, int size, boolean depthContiguous, long totalSize) {
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
    if (type.byteSize() <= 4 && isFilled(128, 128)) {
      return TileSizes.ofThreads(128, DEPTH, 8);
    }
    return TileSizes.ofThreads(isFilled(64, 64) ? 64 : 32, DEPTH, 4);
  }

  /**
   * A warp that computes {@code r} rows and {@code c} columns reads {@code r + c} lines of shared
   * memory for {@code r c} products: tensor cores wait for 64 by 32, which take 24 + 8 cycles of
   * reads and copies for 32 of products on the A100, and not for 64 by 64 (32 + 12 for 64). The
   * registers for these are only there if copies need none.
   */
  private TileSizes matrixSizes() {
    int depth = MATRIX_DEPTH_BYTES / type.byteSize();
    if (isAsync() && isFilled(128, 256)) {
      return TileSizes.ofWarps(128, 256, depth, 64, 64);
    }
    if (isAsync() && isFilled(256, 128)) {
      return TileSizes.ofWarps(256, 128, depth, 64, 64);
    }
    return isFilled(128, 128)
        ? TileSizes.ofWarps(128, 128, depth, 64, 32)
        : TileSizes.ofWarps(64, 64, depth, 32, 32);
  }

  /** Whether tiles of a size are mostly used, and enough of them to keep a GPU busy. */
  private boolean isFilled(long tileRows, long tileColumns) {
    long down = Math.ceilDiv(factors.rows(), tileRows);
    long across = Math.ceilDiv(factors.columns(), tileColumns);
    return factors.rows() > tileRows / 2
        && factors.columns() > tileColumns / 2
        && factors.batch() * down * across >= target.busyBlocks();
  }
}
