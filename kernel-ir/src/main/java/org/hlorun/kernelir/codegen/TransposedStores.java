package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * As many stores as a vector has lanes, that fill a line of as many elements for each lane: the
 * square of values is transposed in registers, and every line is stored as a vector. Scatters would
 * take the elements one by one.
 */
final class TransposedStores {
  private final LlvmText text;
  private final Operands operands;
  private final IndexEmitter indices;

  TransposedStores(LlvmText text, Operands operands, IndexEmitter indices) {
    this.text = text;
    this.operands = operands;
    this.indices = indices;
  }

  /** Stores that begin a list and are transposed together; 0 = there are none. */
  int run(List<Operation> operations) {
    if (operands.lanes() == null
        || operands.lanes().mask() != null
        || operations.size() < operands.lanes().width()
        || !(operations.getFirst() instanceof Operation.Store first)
        || first.mask() != null) {
      return 0;
    }
    int width = operands.lanes().width();
    Long stride = indices.stride(first.index());
    if (stride == null || stride < width || Integer.bitCount(width) != 1) {
      return 0;
    }
    for (int i = 1; i < width; i++) {
      boolean next =
          operations.get(i) instanceof Operation.Store store
              && store.mask() == null
              && store.buffer() == first.buffer()
              && operands.isVector(store.value())
              && store.index().minus(first.index()).equals(IndexExpr.constant(i));
      if (!next) {
        return 0;
      }
    }
    return operands.isVector(first.value()) ? width : 0;
  }

  /** The line of each lane, in their order. */
  List<String> lines(List<Operation> stores) {
    List<String> lines =
        new ArrayList<>(
            stores.stream()
                .map(store -> operands.vector(((Operation.Store) store).value()))
                .toList());
    ScalarType type = ((Operation.Store) stores.getFirst()).value().type();
    // Squares of `half` change places across the diagonal, of ever smaller squares.
    for (int half = lines.size() / 2; half > 0; half /= 2) {
      for (int i = 0; i < lines.size(); i++) {
        if ((i & half) == 0) {
          exchange(type, lines, i, i + half, half);
        }
      }
    }
    return lines;
  }

  private void exchange(ScalarType type, List<String> lines, int low, int high, int half) {
    int width = lines.size();
    String vector = LlvmText.vector(type, width);
    String a = lines.get(low);
    String b = lines.get(high);
    lines.set(low, shuffle(vector, a, b, width, half, 0));
    lines.set(high, shuffle(vector, a, b, width, half, half));
  }

  private String shuffle(String vector, String a, String b, int width, int half, int from) {
    String order =
        IntStream.range(0, width)
            .map(lane -> (lane & half) == 0 ? lane + from : width + lane - half + from)
            .mapToObj(lane -> "i32 " + lane)
            .collect(Collectors.joining(", "));
    return text.assign(
        "shufflevector %s %s, %s %s, <%d x i32> <%s>"
            .formatted(vector, a, vector, b, width, order));
  }
}
