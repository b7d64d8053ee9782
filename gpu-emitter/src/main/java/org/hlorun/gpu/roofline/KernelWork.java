package org.hlorun.gpu.roofline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.Step;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;

/**
 * Counts what all threads of a kernel do together. Both sides of a branch that the threads' number
 * does not decide count as if both were taken by all, loops of unknown length as long as they can
 * be or once.
 */
public final class KernelWork {
  /** What one warp multiplies with {@code mma.sync}: rows times columns. */
  private static final double WARP_TILE = 16.0 * 8;

  private static final double DEPTH_BYTES = 32;

  /** What {@code ldmatrix.x4} gives a thread. */
  private static final double LOADED_BYTES = 16;

  private static final int WARP = 32;

  private static final Set<BinaryKind> FLOATS =
      Set.of(
          BinaryKind.FADD,
          BinaryKind.FSUB,
          BinaryKind.FMUL,
          BinaryKind.FDIV,
          BinaryKind.FREM,
          BinaryKind.FMIN,
          BinaryKind.FMAX);

  private final Map<Buffer, Double> moved = new HashMap<>();
  private final Map<Buffer, Double> boxBytes = new HashMap<>();
  private final Map<Value, Operation> definitions = new HashMap<>();
  private double floats;
  private double integers;
  private double matrix;
  private double matrixBytes;
  private double shared;
  private double special;
  private Operation.Loop threads;

  private KernelWork(Kernel kernel, Step.Launch launch) {
    for (int i = 0; i < kernel.buffers().size(); i++) {
      TensorMap map = launch.arguments().get(i).map();
      if (map != null) {
        add(
            kernel.buffers().get(i),
            map.sizes().stream().reduce(1L, (a, b) -> a * b) * map.type().bytes());
        boxBytes.put(
            kernel.buffers().get(i),
            (double) map.box().stream().reduce(1, (a, b) -> a * b) * map.type().bytes());
      }
    }
    visit(kernel.body(), 1);
  }

  /** The work of a kernel of a program, by its name in the PTX. */
  public static KernelWork of(GpuProgram program, String name) {
    Step.Launch launch = find(program.steps(), name);
    return new KernelWork(program.kernels().get(name).kernel(), launch);
  }

  /** The first launch of a kernel; null if there is none. */
  private static Step.Launch find(List<Step> steps, String name) {
    for (Step step : steps) {
      Step.Launch found =
          switch (step) {
            case Step.Launch launch -> launch.kernel().equals(name) ? launch : null;
            case Step.Loop loop -> {
              Step.Launch inside = find(loop.condition(), name);
              yield inside != null ? inside : find(loop.body(), name);
            }
            case Step.Branch branch ->
                branch.branches().stream()
                    .map(inside -> find(inside, name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            case Step.HandBack call -> null;
          };
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Bytes that must come from or go to memory, each element of a buffer once: what is read again
   * comes from caches at best.
   */
  public double bytes() {
    double bytes = 0;
    for (Map.Entry<Buffer, Double> entry : moved.entrySet()) {
      Buffer buffer = entry.getKey();
      double size = (double) buffer.count() * buffer.type().byteSize();
      boolean described = buffer.role() == Buffer.Role.TENSOR_MAP;
      bytes += described ? entry.getValue() : Math.min(size, entry.getValue());
    }
    return bytes;
  }

  /** Operations on floats outside of tensor cores; a multiply-add is two. */
  public double floats() {
    return floats;
  }

  /** Operations on integers but those that find addresses. */
  public double integers() {
    return integers;
  }

  /** Operations of tensor cores on factors of 16 bits. */
  public double matrix() {
    return matrix;
  }

  /** Operations of tensor cores on factors of 8 bits. */
  public double matrixOfBytes() {
    return matrixBytes;
  }

  /**
   * Bytes that go into shared memory, and that tensor cores read from there. What threads read by
   * themselves is left out: those that read the same word get it at once.
   */
  public double sharedBytes() {
    return shared;
  }

  /** Operations of the units for special functions. */
  public double specialFunctions() {
    return special;
  }

  private void visit(Block block, double times) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Pure pure) {
        definitions.put(pure.result(), pure);
      }
      count(operation, times);
    }
  }

  private void count(Operation operation, double times) {
    switch (operation) {
      case Operation.Fma op -> floats += 2 * times;
      case Operation.Unary op -> floats += op.result().type().isFloat() ? times : 0;
      case Operation.Binary op -> {
        floats += FLOATS.contains(op.kind()) ? times : 0;
        integers += !FLOATS.contains(op.kind()) && op.result().type().bits() > 1 ? times : 0;
      }
      case Operation.Load op -> move(op.buffer(), times);
      case Operation.Store op -> {
        move(op.buffer(), times);
        boolean isShared = op.buffer().role() == Buffer.Role.SHARED;
        shared += isShared ? times * op.buffer().type().byteSize() : 0;
      }
      case Operation.Loop op -> loop(op, times);
      case Operation.If op -> {
        double share = share(op.condition());
        visit(op.onTrue(), times * (share < 0 ? 1 : share));
        visit(op.onFalse(), times * (share < 0 ? 1 : 1 - share));
      }
      case Operation.While op -> {
        visit(op.condition(), times);
        visit(op.body(), times);
      }
      case BlockOperation op -> count(op, times);
      default -> {}
    }
  }

  private void count(BlockOperation operation, double times) {
    switch (operation) {
      case BlockOperation.AsyncCopy op -> {
        add(op.from(), times * BlockOperation.AsyncCopy.BYTES);
        shared += times * BlockOperation.AsyncCopy.BYTES;
      }
      case BlockOperation.LoadMatrices op -> shared += times * LOADED_BYTES;
      case BlockOperation.MultiplyMatrices op ->
          multiply(op.factors(), WARP_TILE * DEPTH_BYTES / op.factors().byteSize() / WARP * times);
      case BlockOperation.PowerOfTwo op -> special += times;
      case WarpgroupOperation.MultiplyTiles op -> {
        multiplyTiles(op.factors(), op.sums().size(), times);
        readLines(WarpgroupOperation.ROWS, times);
      }
      case WarpgroupOperation.MultiplyRegisters op ->
          multiplyTiles(op.factors(), op.sums().size(), times);
      case WarpgroupOperation.CopyBox op -> shared += times * boxBytes.getOrDefault(op.map(), 0.0);
      default -> {}
    }
  }

  /** A warpgroup's product, whose right factor is in shared memory. */
  private void multiplyTiles(MatrixFactor factors, int sums, double times) {
    double columns = 2.0 * sums;
    double depth = (double) WarpgroupOperation.LINE_BYTES / factors.byteSize();
    double products = WarpgroupOperation.ROWS * columns * depth;
    multiply(factors, products / WarpgroupOperation.THREADS * times);
    readLines(columns, times);
  }

  private void readLines(double lines, double times) {
    shared += lines * WarpgroupOperation.LINE_BYTES / WarpgroupOperation.THREADS * times;
  }

  /** Some products and sums of tensor cores. */
  private void multiply(MatrixFactor factors, double products) {
    switch (factors.byteSize()) {
      case 1 -> matrixBytes += 2 * products;
      case 2 -> matrix += 2 * products;
      default -> matrix += 4 * products; // tf32 runs at half the rate of 16 bits
    }
  }

  private void move(Buffer buffer, double times) {
    if (buffer.role() == Buffer.Role.INPUT || buffer.role() == Buffer.Role.OUTPUT) {
      add(buffer, times * buffer.type().byteSize());
    }
  }

  private void add(Buffer buffer, double bytes) {
    moved.merge(buffer, bytes, Double::sum);
  }

  private void loop(Operation.Loop loop, double times) {
    if (loop.schedule().kind() == LoopSchedule.Kind.THREADS) {
      threads = loop;
    }
    visit(loop.body(), times * loop.count());
  }

  /** The share of the block's threads for which a condition holds; -1 if it depends on more. */
  private double share(Value condition) {
    if (threads == null
        || !(definitions.get(condition) instanceof Operation.Compare compare)
        || !(definitions.get(compare.lhs()) instanceof Operation.Index index)
        || !(definitions.get(compare.rhs()) instanceof Operation.Constant limit)) {
      return -1;
    }
    long holding = 0;
    for (long thread = 0; thread < threads.count(); thread++) {
      IndexExpr number = IndexExpr.constant(thread);
      IndexExpr at =
          index
              .index()
              .substitute(variable -> variable.value() == threads.variable() ? number : null);
      if (!at.isConstant()) {
        return -1;
      }
      holding += holds(compare.predicate(), at.constant(), limit.bits()) ? 1 : 0;
    }
    return (double) holding / threads.count();
  }

  private static boolean holds(Predicate predicate, long a, long b) {
    return switch (predicate) {
      case EQ -> a == b;
      case NE -> a != b;
      case SLT, ULT -> a < b;
      case SLE, ULE -> a <= b;
      case SGT, UGT -> a > b;
      default -> a >= b;
    };
  }
}
