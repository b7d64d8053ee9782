package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * Loops of a few steps inside of vector loops, such as those over a window: they are written out,
 * as a step takes no longer than what a loop does to get to the next. Those with masks stay loops:
 * the code of a step is long.
 */
final class ShortLoops {
  /** Operations of all steps together. */
  private static final long MAX_SIZE = 48;

  private ShortLoops() {}

  /** A body of a loop with its short loops written out. */
  static Block unrolled(Block body) {
    return isShort(body) && hasLoop(body) ? scheduled(body) : body;
  }

  /** Whether there are loops that are not written out. */
  static boolean repeats(Block block) {
    return block.operations().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Loop loop
                    && loop.schedule().kind() != LoopSchedule.Kind.UNROLLED);
  }

  private static boolean hasLoop(Block block) {
    return block.operations().stream().anyMatch(Operation.Loop.class::isInstance);
  }

  private static boolean isShort(Block body) {
    return size(body) <= MAX_SIZE;
  }

  /** Operations of a block, those of loops as often as they run; too many if there are masks. */
  static long size(Block block) {
    long size = 0;
    for (Operation operation : block.operations()) {
      size += 1;
      if (operation instanceof Operation.Loop loop) {
        boolean isPlain =
            loop.limit() == null
                && loop.schedule().kind() == LoopSchedule.Kind.SERIAL
                && loop.body().operations().stream().noneMatch(ShortLoops::isLong);
        size += isPlain ? loop.count() * size(loop.body()) : MAX_SIZE;
      }
    }
    return size;
  }

  private static boolean isLong(Operation operation) {
    return operation instanceof Operation.If
        || operation instanceof Operation.While
        || (operation instanceof Operation.Load load && load.mask() != null);
  }

  private static Block scheduled(Block block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      operations.add(
          operation instanceof Operation.Loop loop
              ? loop.with(LoopSchedule.UNROLLED, scheduled(loop.body()))
              : operation);
    }
    return new Block(operations, block.yields());
  }
}
