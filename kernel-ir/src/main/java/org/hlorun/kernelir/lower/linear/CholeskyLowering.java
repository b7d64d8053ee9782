package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * {@code cholesky} of real matrices, in {@code f64}: a kernel copies the matrix to scratch memory,
 * one computes the factor {@code U} of {@code A = U^T U} there, and one writes it or its transpose.
 * Rows are computed from the top, {@link TriangularBlocks#ROWS} at a time: those of a block solve
 * {@code U0^T U1 = A1}, with the rows above as {@code U0}, and then the block on the diagonal is
 * factored. All of the result is NaN if a pivot is not positive.
 */
public final class CholeskyLowering {
  private static final IndexExpr ZERO = IndexExpr.constant(0);
  private static final int ROWS = TriangularBlocks.ROWS;

  private final FusedView view;
  private final LoweringTarget target;
  private final ElementType type;
  private final boolean lower;
  private final long size;
  private final long batch;
  private final long padded;
  private final ScratchMatrices factors;
  private final ScratchMatrices flags;

  public CholeskyLowering(FusedView view, LoweringTarget target) {
    HloInstruction cholesky = view.instruction();
    this.view = view;
    this.target = target;
    this.type = cholesky.shape().asArray().elementType();
    requireReal(cholesky, type);
    this.lower = cholesky.get(Attribute.LOWER);
    LongList sizes = ElementGenerator.dimensions(cholesky);
    this.size = sizes.get(sizes.size() - 1);
    this.batch = size == 0 ? 0 : cholesky.shape().asArray().elementCount() / (size * size);
    this.padded = TriangularBlocks.padded(size);
    this.factors = ScratchMatrices.of(0, batch, padded, padded);
    this.flags = ScratchMatrices.of(factors.end(), batch, 1, 1);
  }

  /** Refuses types whose elements are not real floats. */
  static void requireReal(HloInstruction instruction, ElementType type) {
    if (!type.isFloat()) {
      throw new UnsupportedKernelException("%s of %s".formatted(instruction.opcode(), type));
    }
  }

  public List<LoweredKernel> lower() {
    List<LoweredKernel> kernels = new ArrayList<>();
    if (batch > 0) {
      if (size < padded) {
        kernels.add(factors.clear(view, target, padded, true));
      }
      kernels.addAll(List.of(copy(), factor(), write()));
    }
    return kernels;
  }

  /** Copies every matrix, as its transpose if the lower triangle is given. */
  private LoweredKernel copy() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    return kernel.nest(
        LongList.of(batch, size, size),
        (number, row, column) ->
            factors
                .view(kernel.builder(), kernel.arguments(), Buffer.Role.OUTPUT, number)
                .store(
                    row,
                    column,
                    kernel.operand(0, number, lower ? column : row, lower ? row : column)));
  }

  private LoweredKernel factor() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    kernel.parallel(
        batch,
        number -> {
          ScratchMatrices.View u =
              factors.view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number);
          ScratchMatrices.View flag =
              flags.view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number);
          if (target instanceof LoweringTarget.Cpu) {
            flag.store(ZERO, ZERO, flag(builder, (row, ok) -> block(builder, u, row, ok)));
          } else {
            BlockTriangles triangles = new BlockTriangles(builder, u, u, padded);
            triangles.run(
                thread -> {
                  Value positive = flag(builder, (row, ok) -> triangles.factor(thread, row, ok));
                  triangles.once(thread, () -> flag.store(ZERO, ZERO, positive));
                });
          }
        });
    return kernel.finish("cholesky");
  }

  /** Computes the rows of a block; given whether all pivots so far were positive, says so again. */
  @FunctionalInterface
  private interface Rows {
    Value emit(IndexExpr block, Value positive);
  }

  /** Computes all rows; gives NaN if a pivot is not positive, else 1. */
  private Value flag(KernelBuilder builder, Rows rows) {
    List<Value> positive =
        builder.loop(
            padded / ROWS,
            LoopSchedule.SERIAL,
            List.of(builder.integer(ScalarType.I1, 1)),
            (block, flag) -> List.of(rows.emit(block, flag.getFirst())),
            null);
    return builder.select(
        positive.getFirst(),
        builder.real(ScalarType.F64, 1),
        builder.real(ScalarType.F64, Double.NaN));
  }

  /** Computes a block of rows; gives whether all pivots so far were positive. */
  private Value block(KernelBuilder builder, ScratchMatrices.View u, IndexExpr block, Value flag) {
    int width = ScratchKernel.width(target);
    TriangularBlocks blocks = new TriangularBlocks(builder, u, u);
    IndexExpr first = block.times(ROWS);
    int tiles = Math.max(1, ROWS / width);
    for (int tile = 0; tile < tiles; tile++) {
      IndexExpr column = first.plus((long) tile * width);
      builder.loop(
          width,
          LoopSchedule.vector(width, 1),
          lane ->
              blocks.store(first, column.plus(lane), blocks.remainders(first, column.plus(lane))));
    }
    DiagonalBlock diagonal = DiagonalBlock.load(builder, u, first);
    Value positive = diagonal.factor(flag);
    diagonal.store();
    IndexExpr rest = block.times(-1).plus(padded / ROWS - 1).times(tiles);
    builder.loopBelow(
        rest,
        tile -> {
          IndexExpr column = first.plus(ROWS).plus(tile.times(width));
          builder.loop(
              width,
              LoopSchedule.vector(width, 1),
              lane -> {
                IndexExpr at = column.plus(lane);
                blocks.store(first, at, blocks.solve(first, blocks.remainders(first, at)));
              });
        });
    return positive;
  }

  private LoweredKernel write() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    return kernel.nest(
        LongList.of(batch, size, size),
        (number, row, column) -> {
          ScratchMatrices.View u =
              factors.view(builder, kernel.arguments(), Buffer.Role.INPUT, number);
          Value flag =
              flags.view(builder, kernel.arguments(), Buffer.Role.INPUT, number).load(ZERO, ZERO);
          Value element = lower ? u.load(column, row) : u.load(row, column);
          Value inTriangle =
              builder.compare(
                  lower ? Predicate.SGE : Predicate.SLE, builder.index(row), builder.index(column));
          Value zero = builder.real(ScalarType.F64, 0);
          Value value = builder.select(inTriangle, element, zero);
          Value ok = builder.compare(Predicate.OEQ, flag, flag);
          kernel.store(number, row, column, builder.select(ok, value, flag));
        });
  }
}
