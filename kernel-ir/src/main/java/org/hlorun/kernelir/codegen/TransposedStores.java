package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Stores that fill a line of neighbours for each lane, half as many to as many as a vector has
 * lanes: the square of values is transposed in registers, and every line is stored as a vector.
 * Scatters would take the elements one by one.
 */
final class TransposedStores {
  private static final String UNUSED = "poison";

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
        || !(operations.getFirst() instanceof Operation.Store first)
        || first.mask() != null
        || !operands.isVector(first.value())) {
      return 0;
    }
    int width = operands.lanes().width();
    Long stride = indices.stride(first.index());
    if (stride == null || Integer.bitCount(width) != 1) {
      return 0;
    }
    int most = (int) Math.min(Math.min(width, operations.size()), Math.max(stride, 0));
    int count = 1;
    while (count < most && isNext(first, operations.get(count), count)) {
      count++;
    }
    return count > 1 && count >= width / 2 ? count : 0;
  }

  private boolean isNext(Operation.Store first, Operation operation, int distance) {
    return operation instanceof Operation.Store store
        && store.mask() == null
        && store.buffer() == first.buffer()
        && operands.isVector(store.value())
        && store.index().minus(first.index()).equals(IndexExpr.constant(distance));
  }

  /** The line of each lane, in their order; its elements are those of so many stores. */
  List<String> lines(List<Operation> stores) {
    int width = operands.lanes().width();
    List<String> lines = new ArrayList<>(Collections.nCopies(width, UNUSED));
    for (int i = 0; i < stores.size(); i++) {
      lines.set(i, operands.vector(((Operation.Store) stores.get(i)).value()));
    }
    ScalarType type = ((Operation.Store) stores.getFirst()).value().type();
    // Squares of `half` change places across the diagonal, of ever smaller squares.
    for (int half = lines.size() / 2; half > 0; half /= 2) {
      for (int i = 0; i < lines.size(); i++) {
        if ((i & half) == 0) {
          exchange(type, lines, i, i + half, half);
        }
      }
    }
    if (stores.size() < width) {
      lines.replaceAll(line -> first(type, line, width, stores.size()));
    }
    return lines;
  }

  private String first(ScalarType type, String line, int width, int count) {
    String vector = LlvmText.vector(type, width);
    String order =
        IntStream.range(0, count).mapToObj(lane -> "i32 " + lane).collect(Collectors.joining(", "));
    return text.assign(
        "shufflevector %s %s, %s poison, <%d x i32> <%s>"
            .formatted(vector, line, vector, count, order));
  }

  private void exchange(ScalarType type, List<String> lines, int low, int high, int half) {
    int width = lines.size();
    String vector = LlvmText.vector(type, width);
    String a = lines.get(low);
    String b = lines.get(high);
    if (a.equals(UNUSED) && b.equals(UNUSED)) {
      return;
    }
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
