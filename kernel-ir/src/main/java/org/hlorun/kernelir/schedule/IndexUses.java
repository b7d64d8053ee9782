package org.hlorun.kernelir.schedule;

import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;

/** Walks over code. */
final class IndexUses {
  /** Elements between those that a vector takes one by one: of nearer ones it takes whole lines. */
  private static final long FAR = 8;

  private IndexUses() {}

  /** Visits every index expression of a block and of the blocks in it. */
  static void forEach(Block block, Consumer<IndexExpr> visitor) {
    for (Operation operation : block.operations()) {
      if (operation instanceof Operation.Index op) {
        visitor.accept(op.index());
      } else if (operation instanceof Operation.Load op) {
        visitor.accept(op.index());
      } else if (operation instanceof Operation.Store op) {
        visitor.accept(op.index());
      } else if (operation instanceof Operation.Prefetch op) {
        visitor.accept(op.index());
      } else {
        nested(
            operation,
            inner -> {
              forEach(inner, visitor);
              return 0;
            });
      }
    }
  }

  /**
   * Whether a loop's body loads elements that are far apart in neighbouring iterations. As a vector
   * that is a load for every lane: code for several iterations gains nothing over them.
   */
  static boolean gathers(Operation.Loop loop) {
    for (Operation operation : loop.body().operations()) {
      if (operation instanceof Operation.Load load
          && Math.abs(load.index().factorOf(loop.variable())) >= FAR) {
        return true;
      }
    }
    return false;
  }

  /** The number of operations, those of nested blocks included. */
  static int size(Block block) {
    int size = 0;
    for (Operation operation : block.operations()) {
      size += 1 + nested(operation, IndexUses::size);
    }
    return size;
  }

  private static int nested(Operation operation, ToIntFunction<Block> visitor) {
    if (operation instanceof Operation.Loop loop) {
      return visitor.applyAsInt(loop.body());
    }
    if (operation instanceof Operation.If branch) {
      return visitor.applyAsInt(branch.onTrue()) + visitor.applyAsInt(branch.onFalse());
    }
    if (operation instanceof Operation.While loop) {
      return visitor.applyAsInt(loop.condition()) + visitor.applyAsInt(loop.body());
    }
    return 0;
  }
}
