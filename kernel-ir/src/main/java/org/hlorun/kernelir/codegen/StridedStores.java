package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Stores of all elements of groups, such as coordinates of points, of which each lane has one:
 * lanes are sorted in registers, and whole vectors are stored. The inverse of {@link StridedLoads}.
 */
final class StridedStores {
  private final LlvmText text;
  private final Operands operands;
  private final IndexEmitter indices;

  StridedStores(LlvmText text, Operands operands, IndexEmitter indices) {
    this.text = text;
    this.operands = operands;
    this.indices = indices;
  }

  /** Stores that begin a list and fill groups together; 0 = there are none. */
  int run(List<Operation> operations) {
    if (operands.lanes() == null
        || operands.lanes().mask() != null
        || !(operations.getFirst() instanceof Operation.Store first)
        || first.mask() != null
        || Integer.bitCount(operands.lanes().width()) != 1) {
      return 0;
    }
    Long stride = indices.stride(first.index());
    ScalarType type = first.value().type();
    if (stride == null
        || stride <= 2
        || stride > StridedLoads.MAX_STRIDE
        || operations.size() < stride
        || (stride != 3 && stride >= TransposedStores.PART_BYTES / type.byteSize())) {
      return 0;
    }
    for (int i = 1; i < stride; i++) {
      if (!StoreRun.isNext(first, operations.get(i), i)) {
        return 0;
      }
    }
    return stride.intValue();
  }

  /** The values of such stores in the order of memory, as many vectors. */
  List<String> inOrder(List<Operation> stores) {
    List<String> values =
        stores.stream().map(store -> operands.vector(((Operation.Store) store).value())).toList();
    return interleave(((Operation.Store) stores.getFirst()).value().type(), values);
  }

  /** The elements of each lane of some vectors one after the other. */
  private List<String> interleave(ScalarType type, List<String> values) {
    int count = values.size();
    if (count == 1) {
      return values;
    }
    if (count % 2 == 1) {
      return spread(type, values);
    }
    List<String> even = interleave(type, everySecond(values, 0));
    List<String> odd = interleave(type, everySecond(values, 1));
    int width = operands.lanes().width();
    List<String> result = new ArrayList<>();
    for (int i = 0; i < even.size(); i++) {
      for (int half = 0; half < width; half += width / 2) {
        int start = half;
        result.add(shuffle(type, even.get(i), odd.get(i), l -> start + l / 2 + l % 2 * width));
      }
    }
    return result;
  }

  private static List<String> everySecond(List<String> values, int first) {
    return IntStream.range(0, values.size() / 2).mapToObj(i -> values.get(2 * i + first)).toList();
  }

  /**
   * Interleaves an odd number of vectors: the places of one's elements in the results differ, so
   * that it is sorted once, and each result takes its elements out of all.
   */
  private List<String> spread(ScalarType type, List<String> values) {
    int width = operands.lanes().width();
    int count = values.size();
    List<String> sorted = new ArrayList<>();
    for (int v = 0; v < count; v++) {
      int[] order = new int[width];
      for (int lane = 0; lane < width; lane++) {
        order[(count * lane + v) % width] = lane;
      }
      sorted.add(shuffle(type, values.get(v), "poison", place -> order[place]));
    }
    List<String> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = i * width;
      String vector = sorted.getFirst();
      for (int v = 1; v < count; v++) {
        int value = v;
        IntUnaryOperator places = lane -> (first + lane) % count == value ? width + lane : lane;
        vector = shuffle(type, vector, sorted.get(v), places);
      }
      result.add(vector);
    }
    return result;
  }

  private String shuffle(ScalarType type, String a, String b, IntUnaryOperator lane) {
    int width = operands.lanes().width();
    return text.shuffle(LlvmText.vector(type, width), a, b, width, lane);
  }
}
