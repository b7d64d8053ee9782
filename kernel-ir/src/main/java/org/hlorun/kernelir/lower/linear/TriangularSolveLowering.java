package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * {@code triangular-solve} of real matrices, in {@code f64}. Every column of the right side (row,
 * if the matrix stands on the right) is a system {@code L x = b}, where {@code L} is the matrix or
 * its transpose, with rows and columns back to front if that makes it a lower triangle. Kernels
 * copy {@code L} and the right sides to scratch memory, a column for each system, solve there, and
 * write the result.
 */
public final class TriangularSolveLowering {
  private static final int ROWS = TriangularBlocks.ROWS;

  /** Systems that one task solves. */
  private static final long SYSTEMS = BlockTriangles.SYSTEMS;

  private final FusedView view;
  private final LoweringTarget target;
  private final boolean leftSide;
  private final boolean unitDiagonal;

  /** Whether {@code L} comes from the transpose. */
  private final boolean transposed;

  /** Whether rows and columns are taken back to front. */
  private final boolean reversed;

  private final long size;
  private final long systems;
  private final long batch;
  private final long padded;
  private final int width;
  private final long paddedSystems;
  private final ScratchMatrices factors;
  private final ScratchMatrices unknowns;

  public TriangularSolveLowering(FusedView view, LoweringTarget target) {
    HloInstruction solve = view.instruction();
    CholeskyLowering.requireReal(solve, solve.shape().asArray().elementType());
    this.view = view;
    this.target = target;
    this.leftSide = solve.get(Attribute.LEFT_SIDE);
    this.unitDiagonal = solve.get(Attribute.UNIT_DIAGONAL);
    TransposeOption option = solve.get(Attribute.TRANSPOSE_A);
    boolean transposes = option == TransposeOption.TRANSPOSE || option == TransposeOption.ADJOINT;
    this.transposed = transposes == leftSide;
    this.reversed = solve.get(Attribute.LOWER) == transposed;
    LongList sizes = ElementGenerator.dimensions(solve);
    int rank = sizes.size();
    this.size = sizes.get(leftSide ? rank - 2 : rank - 1);
    this.systems = sizes.get(leftSide ? rank - 1 : rank - 2);
    long count = solve.shape().asArray().elementCount();
    this.batch = count == 0 ? 0 : count / (size * systems);
    this.padded = TriangularBlocks.padded(size);
    this.width = ScratchKernel.width(target);
    this.paddedSystems = Math.ceilDiv(systems, width) * width;
    this.factors = ScratchMatrices.of(0, batch, padded, padded);
    this.unknowns = ScratchMatrices.of(factors.end(), batch, padded, paddedSystems);
  }

  public List<LoweredKernel> lower() {
    List<LoweredKernel> kernels = new ArrayList<>();
    if (batch > 0) {
      if (size < padded) {
        kernels.add(factors.clear(view, target, padded, true));
      }
      if (size < padded || systems < paddedSystems) {
        kernels.add(unknowns.clear(view, target, paddedSystems, false));
      }
      kernels.addAll(List.of(copyFactor(), copyRightSides(), solve(), write()));
    }
    return kernels;
  }

  private IndexExpr direction(IndexExpr row) {
    return reversed ? row.times(-1).plus(size - 1) : row;
  }

  /** The transpose of {@code L}. */
  private LoweredKernel copyFactor() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    return kernel.nest(
        LongList.of(batch, size, size),
        (number, column, row) -> {
          IndexExpr i = direction(transposed ? column : row);
          IndexExpr j = direction(transposed ? row : column);
          Value value = kernel.operand(0, number, i, j);
          if (unitDiagonal) {
            Value one = builder.real(ScalarType.F64, 1);
            value = builder.select(kernel.onDiagonal(row, column), one, value);
          }
          factors
              .view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number)
              .store(column, row, value);
        });
  }

  private LoweredKernel copyRightSides() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    return kernel.nest(
        LongList.of(batch, size, systems),
        (number, row, system) -> {
          IndexExpr i = direction(row);
          Value value = kernel.operand(1, number, leftSide ? i : system, leftSide ? system : i);
          unknowns
              .view(kernel.builder(), kernel.arguments(), Buffer.Role.OUTPUT, number)
              .store(row, system, value);
        });
  }

  private LoweredKernel solve() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    KernelBuilder builder = kernel.builder();
    long chunks = Math.ceilDiv(paddedSystems, SYSTEMS);
    kernel.parallel(
        batch * chunks,
        task -> {
          IndexExpr number = task.dividedBy(chunks);
          TriangularBlocks blocks =
              new TriangularBlocks(
                  builder,
                  factors.view(builder, kernel.arguments(), Buffer.Role.INPUT, number),
                  unknowns.view(builder, kernel.arguments(), Buffer.Role.OUTPUT, number));
          IndexExpr first = task.modulo(chunks).times(SYSTEMS);
          if (target instanceof LoweringTarget.Gpu) {
            solve(new BlockTriangles(builder, blocks.factor(), blocks.unknowns(), padded), first);
            return;
          }
          builder.loop(
              padded / ROWS,
              LoopSchedule.SERIAL,
              block ->
                  builder.loopBelow(
                      tiles(builder, first),
                      tile -> {
                        IndexExpr column = first.plus(tile.times(width));
                        tile(builder, blocks, block.times(ROWS), column);
                      }));
        });
    return kernel.finish("triangular-solve");
  }

  private void solve(BlockTriangles triangles, IndexExpr firstSystem) {
    triangles.run(
        thread ->
            triangles
                .builder()
                .loop(
                    padded / ROWS,
                    LoopSchedule.SERIAL,
                    block -> triangles.solve(thread, block, firstSystem, systems)));
  }

  /** Vectors of systems from a first one on, at most those of one task. */
  private IndexExpr tiles(KernelBuilder builder, IndexExpr first) {
    long most = Math.min(SYSTEMS, paddedSystems) / width;
    if (first.isConstant() || paddedSystems % SYSTEMS == 0) {
      return IndexExpr.constant(most);
    }
    IndexExpr rest = first.times(-1).plus(paddedSystems).dividedBy(width);
    Value limited =
        builder.binary(BinaryKind.SMIN, builder.index(rest), builder.integer(ScalarType.I64, most));
    return IndexExpr.variable(limited, 0, most);
  }

  private void tile(
      KernelBuilder builder, TriangularBlocks blocks, IndexExpr row, IndexExpr column) {
    builder.loop(
        width,
        LoopSchedule.vector(width, 1),
        lane -> {
          IndexExpr at = column.plus(lane);
          blocks.store(row, at, blocks.solve(row, blocks.remainders(row, at)));
        });
  }

  private LoweredKernel write() {
    ScratchKernel kernel = new ScratchKernel(view, target);
    LongList sizes =
        leftSide ? LongList.of(batch, size, systems) : LongList.of(batch, systems, size);
    return kernel.nest(
        sizes,
        (number, row, column) -> {
          ScratchMatrices.View solved =
              unknowns.view(kernel.builder(), kernel.arguments(), Buffer.Role.INPUT, number);
          IndexExpr i = direction(leftSide ? row : column);
          kernel.store(number, row, column, solved.load(i, leftSide ? column : row));
        });
  }
}
