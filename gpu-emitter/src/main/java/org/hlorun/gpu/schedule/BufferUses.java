package org.hlorun.gpu.schedule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Operation;

/** Walks over the operations of a block and of all blocks in it. */
public final class BufferUses {
  private BufferUses() {}

  /** The buffers that are read. */
  public static Set<Buffer> read(Block block) {
    Set<Buffer> found = new LinkedHashSet<>();
    forEach(
        block,
        operation -> {
          if (operation instanceof Operation.Load load) {
            found.add(load.buffer());
          }
        });
    return found;
  }

  /** The buffers that are written. */
  public static Set<Buffer> written(Block block) {
    Set<Buffer> found = new LinkedHashSet<>();
    forEach(
        block,
        operation -> {
          if (operation instanceof Operation.Store store) {
            found.add(store.buffer());
          }
        });
    return found;
  }

  /** Visits every operation. */
  public static void forEach(Block block, Consumer<Operation> visitor) {
    for (Operation operation : block.operations()) {
      visitor.accept(operation);
      inner(operation).forEach(inside -> forEach(inside, visitor));
    }
  }

  private static List<Block> inner(Operation operation) {
    return switch (operation) {
      case Operation.Loop loop when loop.combiner() != null ->
          List.of(loop.body(), loop.combiner().body());
      case Operation.Loop loop -> List.of(loop.body());
      case Operation.If branch -> List.of(branch.onTrue(), branch.onFalse());
      case Operation.While loop -> List.of(loop.condition(), loop.body());
      default -> List.of();
    };
  }
}
