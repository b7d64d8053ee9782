package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.WarpgroupOperation;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * An operand of a matrix product whose tiles are copied to shared memory as boxes, for products of
 * warpgroups. Lines of a tile run along the depth if neighbours in memory do, else across it.
 */
public final class BoxedOperand {
  private static final int ACCESS = 16;

  private final KernelBuilder builder;
  private final BoxSource matrix;
  private final MatrixFactor factor;
  private final boolean alongDepth;
  private final int size;
  private final Buffer buffer;
  private final Buffer map;

  /**
   * @param alongDepth whether neighbours along the depth are neighbours in memory
   * @param size free positions of a tile: rows of the left, columns of the right operand
   * @param stages tiles in shared memory
   */
  public BoxedOperand(
      ProductKernel kernel,
      String name,
      BoxSource matrix,
      MatrixFactor factor,
      boolean alongDepth,
      int size,
      int stages) {
    this.builder = kernel.builder();
    this.matrix = matrix;
    this.factor = factor;
    this.alongDepth = alongDepth;
    this.size = size;
    ScalarType type = MatrixFactors.storage(factor);
    this.buffer =
        builder.shared(name, type, stageCount() * stages, WarpgroupOperation.TILE_ALIGNMENT);
    this.map =
        kernel.arguments().tensorMap(matrix.array(), matrix.tiles(factor, lineCount(), lines()));
  }

  /** Whether an operand can be copied so; tensor cores turn tiles of 16-bit elements only. */
  public static boolean fits(StoredMatrix matrix, MatrixFactor factor, boolean alongDepth) {
    return matrix != null
        && matrix.isOf(factor)
        && matrix.isAligned(ACCESS / factor.byteSize())
        && matrix.hasBoxes()
        && (alongDepth || factor.byteSize() == 2);
  }

  /** Elements of a line. */
  private int lineCount() {
    return WarpgroupOperation.LINE_BYTES / factor.byteSize();
  }

  /** Lines of a box. */
  private int lines() {
    return alongDepth ? size : lineCount();
  }

  private long boxCount() {
    return (long) lines() * lineCount();
  }

  private long stageCount() {
    return (long) size * lineCount();
  }

  /** Bytes of a tile. */
  public int stageBytes() {
    return Math.toIntExact(stageCount() * factor.byteSize());
  }

  /** Begins to copy a tile to a stage, which has a barrier of its own. */
  void copy(IndexExpr stage, IndexExpr batch, IndexExpr start, IndexExpr depth, Buffer barriers) {
    copy(stage, batch, start, depth, barriers, stage);
  }

  /** Begins to copy a tile to a stage, whose bytes are announced at a barrier. */
  public void copy(
      IndexExpr stage,
      IndexExpr batch,
      IndexExpr start,
      IndexExpr depth,
      Buffer barriers,
      IndexExpr barrier) {
    for (long done = 0; done < stageCount(); done += boxCount()) {
      IndexExpr from = start.plus(done / lineCount());
      builder.add(
          new WarpgroupOperation.CopyBox(
              buffer,
              stage.times(stageCount()).plus(done),
              map,
              matrix.boxPosition(batch, alongDepth ? depth : from, alongDepth ? from : depth),
              barriers,
              barrier));
    }
  }

  /** The part of a stage's tile that begins at a free position, a multiple of 64. */
  public WarpgroupOperation.Tile tile(IndexExpr stage, IndexExpr start) {
    IndexExpr index = stage.times(stageCount()).plus(start.times(lineCount()));
    return new WarpgroupOperation.Tile(buffer, index, !alongDepth);
  }
}
