package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/**
 * Innermost loops of fewer iterations than a vector has lanes, which write a few neighbours for
 * each iteration of the loop around: they are written out, so that the lanes are groups.
 *
 * <pre>
 * for i in 0..n: for j in 0..2: to[2 * i + j] = f(from[i], j)
 *   => for i in 0..n: a = f(from[i], 0), b = f(from[i], 1), to[2 * i] = a, to[2 * i + 1] = b
 * </pre>
 *
 * <p>Vectors of each member of the groups are sorted in registers before they are stored.
 */
final class LaneGroups {
  /** Vectors of single members of larger groups take as long to sort as those of one group each. */
  private static final long MAX_GROUP = 4;

  /** Operations for all members of a group. */
  private static final long MAX_SIZE = 96;

  private final int width;

  /**
   * @param width lanes of a vector
   */
  LaneGroups(int width) {
    this.width = width;
  }

  /** A nest of independent loops with groups as lanes where that is possible. */
  Operation.Loop grouped(Operation.Loop loop) {
    Block body = loop.body();
    if (body.operations().isEmpty()
        || !(body.operations().getLast() instanceof Operation.Loop inner)) {
      return loop;
    }
    long members = members(inner);
    if (members > 0
        && members <= MAX_GROUP
        && members < width
        && loop.count() >= width
        && IndexUses.size(body) * members <= MAX_SIZE) {
      Block group = storesLast(writtenOut(body));
      if (fits(loop, group, members)) {
        return loop.with(loop.schedule(), group);
      }
    }
    return loop.with(loop.schedule(), inside(body));
  }

  private Block inside(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      operations.add(
          operation instanceof Operation.Loop loop && isPlain(loop) ? grouped(loop) : operation);
    }
    return new Block(operations, block.yields());
  }

  private static boolean isPlain(Operation.Loop loop) {
    return loop.carries().isEmpty() && loop.limit() == null;
  }

  /** The iterations of a nest of loops, each the last operation of the one around; 0 if others. */
  private static long members(Operation.Loop loop) {
    if (!isPlain(loop) || loop.body().operations().isEmpty()) {
      return 0;
    }
    return loop.body().operations().getLast() instanceof Operation.Loop inner
        ? loop.count() * members(inner)
        : loop.count();
  }

  /** A block with all iterations of its loops one after the other. */
  private static List<Operation> writtenOut(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Loop loop && isPlain(loop)) {
        for (long i = 0; i < loop.count(); i++) {
          BlockCopier copier = new BlockCopier();
          copier.replace(loop.variable(), IndexExpr.constant(i));
          operations.addAll(writtenOut(copier.copy(loop.body())));
        }
      } else {
        operations.add(operation);
      }
    }
    return operations;
  }

  /** All is read before something is stored, and what is stored to one array stands together. */
  private static Block storesLast(List<Operation> operations) {
    List<Operation> result = new ArrayList<>();
    Set<Object> targets = new HashSet<>();
    List<Operation.Store> stores = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Store store) {
        stores.add(store);
      } else {
        result.add(operation);
      }
    }
    for (Operation.Store store : stores) {
      if (targets.add(store.buffer())) {
        stores.stream().filter(other -> other.buffer() == store.buffer()).forEach(result::add);
      }
    }
    return new Block(result, List.of());
  }

  /** Whether vectors of groups are loaded and stored as a whole. */
  private static boolean fits(Operation.Loop loop, Block group, long members) {
    Set<Value> computed = new HashSet<>();
    Operation.Store last = null;
    for (Operation operation : group.operations()) {
      if (operation instanceof Operation.Load load) {
        long stride = Math.abs(load.index().factorOf(loop.variable()));
        if (load.mask() != null
            || (stride > 1 && stride != members)
            || !isEven(load.index(), loop.variable(), computed)) {
          return false;
        }
      } else if (operation instanceof Operation.Store store) {
        boolean isNext =
            last == null
                || last.buffer() != store.buffer()
                || store.index().minus(last.index()).equals(IndexExpr.constant(1));
        if (store.mask() != null
            || !isNext
            || store.index().factorOf(loop.variable()) != members
            || !isEven(store.index(), loop.variable(), computed)) {
          return false;
        }
        last = store;
      } else if (!(operation instanceof Operation.Pure)) {
        return false;
      }
      if (operation instanceof Operation.Pure pure) {
        computed.add(pure.result());
      }
    }
    return last != null;
  }

  /** Whether lanes are the same distance apart. */
  private static boolean isEven(IndexExpr index, Value lane, Set<Value> computed) {
    return !index.hasNested(lane) && computed.stream().noneMatch(index::mentions);
  }
}
