package org.hlorun.kernelir.codegen;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Lanes whose elements lie a few apart, such as the real parts of complex numbers: whole vectors
 * are loaded or stored and lanes sorted in registers, where gathers and scatters would take them
 * one by one.
 */
final class InterleavedAccess {
  private final LlvmText text;
  private final Operands operands;
  private final IndexEmitter indices;

  InterleavedAccess(LlvmText text, Operands operands, IndexEmitter indices) {
    this.text = text;
    this.operands = operands;
    this.indices = indices;
  }

  /**
   * Whether the elements at an index are every second one, with the place of the first known to be
   * even or odd: then the neighbours that a wide load takes along are part of the buffer, if it has
   * an even number of elements.
   */
  boolean isPart(Operation.Load load) {
    Long stride = indices.stride(load.index());
    return stride != null
        && Math.abs(stride) == 2
        && load.mask() == null
        && operands.lanes().mask() == null
        && load.buffer().count() % 2 == 0
        && load.index().variesBy(2);
  }

  /** The element where a load of the lanes and their neighbours starts. */
  IndexExpr pairs(Operation.Load load) {
    int width = operands.lanes().width();
    long part = Math.floorMod(load.index().constant(), 2);
    boolean forward = indices.stride(load.index()) > 0;
    return load.index().plus(-part - (forward ? 0 : 2L * (width - 1)));
  }

  /** The lanes of a load, given the pairs they are part of. */
  String part(Operation.Load load, String pairs) {
    int width = operands.lanes().width();
    int part = Math.floorMod(load.index().constant(), 2);
    boolean forward = indices.stride(load.index()) > 0;
    String type = LlvmText.vector(load.result().type(), 2 * width);
    return text.shuffle(
        type, pairs, pairs, width, lane -> 2 * (forward ? lane : width - 1 - lane) + part);
  }

  /** Stores that begin a list and fill a run of memory together; 0 = there are none. */
  int run(List<Operation> operations) {
    if (operands.lanes() == null
        || activeLanes() < 0
        || !(operations.getFirst() instanceof Operation.Store first)
        || first.mask() != null) {
      return 0;
    }
    Long stride = indices.stride(first.index());
    if (stride == null || (stride != 2 && stride != 4) || operations.size() < stride) {
      return 0;
    }
    for (int i = 1; i < stride; i++) {
      if (!StoreRun.isNext(first, operations.get(i), i)) {
        return 0;
      }
    }
    return stride.intValue();
  }

  /** How many lanes from the first on are active, if that is known; else -1. */
  private int activeLanes() {
    String mask = operands.lanes().mask();
    boolean[] known = mask == null ? null : LaneLiterals.flags(mask);
    if (mask != null && known == null) {
      return -1;
    }
    return known == null ? operands.lanes().width() : LaneLiterals.prefix(known);
  }

  /** The mask of such stores in the order of memory; null if all are wanted. */
  String mask(int stores) {
    int active = activeLanes() * stores;
    int width = operands.lanes().width() * stores;
    return active == width ? null : LaneLiterals.flags(width, lane -> lane < active);
  }

  /** The values of such stores in the order of memory. */
  String interleave(List<Operation> stores) {
    int width = operands.lanes().width();
    List<String> values =
        stores.stream().map(store -> operands.vector(((Operation.Store) store).value())).toList();
    ScalarType type = ((Operation.Store) stores.getFirst()).value().type();
    String single = LlvmText.vector(type, width);
    if (values.size() == 2) {
      return text.shuffle(
          single, values.get(0), values.get(1), 2 * width, lane -> lane / 2 + lane % 2 * width);
    }
    IntUnaryOperator inOrder = lane -> lane;
    String low = text.shuffle(single, values.get(0), values.get(1), 2 * width, inOrder);
    String high = text.shuffle(single, values.get(2), values.get(3), 2 * width, inOrder);
    String twice = LlvmText.vector(type, 2 * width);
    return text.shuffle(twice, low, high, 4 * width, lane -> lane / 4 + lane % 4 * width);
  }
}
