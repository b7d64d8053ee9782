package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Lets a thread of a GPU run neighbouring iterations of an innermost parallel loop, or of a loop
 * whose iterations are shared by threads, together, so that it reads and writes 16 bytes at a time:
 * all of its loads first, then all of its stores.
 */
public final class ThreadGrouping {
  /** Bytes that one access moves at most. */
  private static final int ACCESS = 16;

  /** Iterations below which there are too few threads as it is. */
  private static final long LEAST = 2048;

  /** Iterations of a loop that threads share below which they would have nothing to share. */
  private static final long LEAST_VECTOR = 128;

  private ThreadGrouping() {}

  /** The kernel with its innermost parallel loop in groups, if it is one that walks memory. */
  static Kernel group(Kernel kernel) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : kernel.body().operations()) {
      operations.add(operation instanceof Operation.Loop loop ? group(loop, 1) : operation);
    }
    return new Kernel(
        kernel.name(), kernel.buffers(), kernel.locals(), new Block(operations, List.of()));
  }

  /** The kernel with its innermost vector loops in groups, where they walk memory. */
  public static Kernel groupVectors(Kernel kernel) {
    return new Kernel(
        kernel.name(), kernel.buffers(), kernel.locals(), groupVectors(kernel.body()));
  }

  private static Block groupVectors(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      operations.add(
          switch (operation) {
            case Operation.Loop loop -> groupVectors(loop);
            case Operation.If branch ->
                new Operation.If(
                    branch.results(),
                    branch.condition(),
                    groupVectors(branch.onTrue()),
                    groupVectors(branch.onFalse()));
            default -> operation;
          });
    }
    return new Block(operations, block.yields());
  }

  private static Operation.Loop groupVectors(Operation.Loop loop) {
    int size = loop.schedule().kind() == LoopSchedule.Kind.VECTOR ? size(loop) : 1;
    boolean divides = size > 1 && loop.count() % size == 0 && loop.count() >= LEAST_VECTOR;
    if (!divides) {
      return new Operation.Loop(
          loop.variable(),
          loop.count(),
          loop.schedule(),
          loop.carries(),
          groupVectors(loop.body()),
          loop.combiner());
    }
    Value variable = new Value(ScalarType.I64);
    long groups = loop.count() / size;
    Block body = copies(loop, IndexExpr.variable(variable, 0, groups - 1).times(size), size);
    return new Operation.Loop(
        variable, groups, loop.schedule(), loop.carries(), body, loop.combiner());
  }

  /**
   * @param outer iterations of the loops around
   */
  private static Operation group(Operation.Loop loop, long outer) {
    if (loop.schedule().kind() != LoopSchedule.Kind.PARALLEL) {
      return loop;
    }
    List<Operation> operations = new ArrayList<>();
    boolean innermost = true;
    for (Operation operation : loop.body().operations()) {
      if (operation instanceof Operation.Loop inner) {
        operations.add(group(inner, outer * loop.count()));
        innermost = false;
      } else {
        operations.add(operation);
      }
    }
    if (!innermost) {
      return parallel(loop.variable(), loop.count(), operations);
    }
    int size = size(loop);
    boolean whole = size > 1 && loop.count() % size == 0;
    boolean worthwhile = size > 1 && outer * loop.count() >= LEAST && (whole || outer == 1);
    return worthwhile ? cut(loop, size) : loop;
  }

  private static Operation.Loop parallel(Value variable, long count, List<Operation> operations) {
    return new Operation.Loop(
        variable, count, LoopSchedule.PARALLEL, List.of(), new Block(operations, List.of()), null);
  }

  /**
   * Neighbouring iterations that move 16 bytes of the widest array; 1 if they do not walk memory.
   */
  private static int size(Operation.Loop loop) {
    int bytes = 0;
    for (Operation operation : loop.body().operations()) {
      switch (operation) {
        case Operation.Load load -> {
          if (!walks(load.index(), loop.variable(), true)) {
            return 1;
          }
          if (load.index().mentions(loop.variable())) {
            bytes = Math.max(bytes, load.buffer().type().byteSize());
          }
        }
        case Operation.Store store -> {
          if (store.mask() != null || !walks(store.index(), loop.variable(), false)) {
            return 1;
          }
          bytes = Math.max(bytes, store.buffer().type().byteSize());
        }
        case Operation.Pure pure -> {}
        default -> {
          return 1;
        }
      }
    }
    return bytes == 0 ? 1 : ACCESS / bytes;
  }

  /** Whether neighbouring iterations have neighbouring indices, or perhaps the same. */
  private static boolean walks(IndexExpr index, Value variable, boolean orStays) {
    long factor = index.factorOf(variable);
    return !index.hasNested(variable) && (factor == 1 || (orStays && factor == 0));
  }

  private static Operation.Loop cut(Operation.Loop loop, int size) {
    long full = loop.count() / size;
    long rest = loop.count() - full * size;
    Value variable = new Value(ScalarType.I64);
    long groups = full + (rest > 0 ? 1 : 0);
    IndexExpr number = IndexExpr.variable(variable, 0, groups - 1);
    Block whole = copies(loop, number.times(size), size);
    if (rest == 0) {
      return parallel(variable, groups, whole.operations());
    }
    Block end = copies(loop, IndexExpr.constant(full * size), (int) rest);
    Value index = new Value(ScalarType.I64);
    Value limit = new Value(ScalarType.I64);
    Value isFull = new Value(ScalarType.I1);
    return parallel(
        variable,
        groups,
        List.of(
            new Operation.Index(index, number),
            new Operation.Constant(limit, full),
            new Operation.Compare(isFull, Predicate.SLT, index, limit),
            new Operation.If(List.of(), isFull, whole, end)));
  }

  /**
   * Neighbouring iterations, their stores last; each carries on from what the one before yields.
   */
  private static Block copies(Operation.Loop loop, IndexExpr first, int count) {
    List<Operation> before = new ArrayList<>();
    List<Operation> stores = new ArrayList<>();
    List<Value> carried = loop.carries().stream().map(Operation.Carry::parameter).toList();
    for (int i = 0; i < count; i++) {
      BlockCopier copier = new BlockCopier();
      copier.replace(loop.variable(), first.plus(i));
      for (int c = 0; c < carried.size(); c++) {
        copier.replace(loop.carries().get(c).parameter(), carried.get(c));
      }
      Block copy = copier.copy(loop.body());
      for (Operation operation : copy.operations()) {
        (operation instanceof Operation.Store ? stores : before).add(operation);
      }
      carried = copy.yields();
    }
    before.addAll(stores);
    return new Block(before, carried);
  }
}
