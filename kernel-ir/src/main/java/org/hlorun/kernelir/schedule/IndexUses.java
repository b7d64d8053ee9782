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
      switch (operation) {
        case Operation.Index op -> visitor.accept(op.index());
        case Operation.Load op -> visitor.accept(op.index());
        case Operation.Store op -> visitor.accept(op.index());
        case Operation.Prefetch op -> visitor.accept(op.index());
        default ->
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
    return loop.body().operations().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Load load
                    && Math.abs(load.index().factorOf(loop.variable())) >= FAR);
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
    return switch (operation) {
      case Operation.Loop loop -> visitor.applyAsInt(loop.body());
      case Operation.If branch ->
          visitor.applyAsInt(branch.onTrue()) + visitor.applyAsInt(branch.onFalse());
      case Operation.While loop ->
          visitor.applyAsInt(loop.condition()) + visitor.applyAsInt(loop.body());
      default -> 0;
    };
  }
}
