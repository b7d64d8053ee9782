package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Lanes whose elements lie a few apart, such as coordinates of points: groups of elements are
 * loaded as a whole, and lanes sorted in registers. Other elements of the same groups share the
 * loads and most of the sorting.
 */
final class StridedLoads {
  /** Elements farther apart share few loads. */
  static final long MAX_STRIDE = 8;

  private final LlvmText text;
  private final Operands operands;
  private final IndexEmitter indices;
  private final TransposedStores transposed;

  /** Vectors that were loaded in a block since the last store, by their instructions. */
  private final Map<String, String> loaded = new HashMap<>();

  private String block = "";

  StridedLoads(
      LlvmText text, Operands operands, IndexEmitter indices, TransposedStores transposed) {
    this.text = text;
    this.operands = operands;
    this.indices = indices;
    this.transposed = transposed;
  }

  /**
   * Whether the elements at an index are one of each group of a few, of a buffer of whole groups:
   * then all elements of the groups are part of the buffer.
   */
  boolean fits(Operation.Load load) {
    Long stride = indices.stride(load.index());
    return stride != null
        && stride > 2
        && stride <= MAX_STRIDE
        && load.mask() == null
        && operands.lanes().mask() == null
        && Integer.bitCount(operands.lanes().width()) == 1
        && load.buffer().count() % stride == 0
        && load.index().variesBy(stride);
  }

  /** Elements that lie in a part of a register in which instructions sort them. */
  private int part(ScalarType type) {
    return Math.min(operands.lanes().width(), TransposedStores.PART_BYTES / type.byteSize());
  }

  /**
   * The lanes of a load.
   *
   * @param pointer the address of the element at an index of the buffer
   */
  String load(Operation.Load load, UnaryOperator<String> pointer) {
    int stride = Math.toIntExact(indices.stride(load.index()));
    int element = Math.floorMod(load.index().constant(), stride);
    IndexExpr start = load.index().plus(-element);
    return stride == 3 || stride < part(load.result().type())
        ? collected(load, start, stride, element, pointer)
        : transposed(load, start, stride, element, pointer);
  }

  /** A load of neighbours, or what was loaded before if nothing was stored since then. */
  private String once(Operation.Load load, int count, String address) {
    if (!text.block().equals(block)) {
      forget();
      block = text.block();
    }
    String vector = LlvmText.vector(load.result().type(), count);
    int align = load.buffer().type().byteSize();
    return loaded.computeIfAbsent(
        "load " + vector + ", ptr " + address + ", align " + align, text::assign);
  }

  /** Notes that memory has changed. */
  void forget() {
    loaded.clear();
  }

  /**
   * An element of each group. While the number of a group's elements is even, every second element
   * is taken. Then no two of a vector's width have the same place in their vectors, so that they
   * are collected at their places, and then sorted.
   */
  private String collected(
      Operation.Load load,
      IndexExpr start,
      int stride,
      int element,
      UnaryOperator<String> pointer) {
    ScalarType type = load.result().type();
    int width = operands.lanes().width();
    List<String> vectors = new ArrayList<>();
    for (int i = 0; i < stride; i++) {
      String address = pointer.apply(indices.first(start.plus((long) i * width)));
      vectors.add(once(load, width, address));
    }
    int part = element;
    while (vectors.size() % 2 == 0) {
      vectors = everySecond(type, vectors, part % 2);
      part /= 2;
    }
    return vectors.size() == 1 ? vectors.getFirst() : oneOfOdd(type, vectors, part);
  }

  private List<String> everySecond(ScalarType type, List<String> vectors, int part) {
    int width = operands.lanes().width();
    List<String> result = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i += 2) {
      String a = vectors.get(i);
      result.add(shuffle(type, width, a, vectors.get(i + 1), width, lane -> 2 * lane + part));
    }
    return result;
  }

  private String oneOfOdd(ScalarType type, List<String> vectors, int part) {
    int width = operands.lanes().width();
    int stride = vectors.size();
    String collected = vectors.getFirst();
    for (int i = 1; i < stride; i++) {
      int first = i * width;
      IntUnaryOperator places = lane -> (first + lane) % stride == part ? width + lane : lane;
      collected = shuffle(type, width, collected, vectors.get(i), width, places);
    }
    IntUnaryOperator sorted = lane -> (stride * lane + part) % width;
    return shuffle(type, width, collected, "poison", width, sorted);
  }

  /**
   * An element of each group of some: as much of each group as a part of a register holds is loaded
   * into a part, and the squares that parts of several registers make are transposed.
   */
  private String transposed(
      Operation.Load load,
      IndexExpr start,
      int stride,
      int element,
      UnaryOperator<String> pointer) {
    ScalarType type = load.result().type();
    int width = operands.lanes().width();
    int part = part(type);
    int first = Math.min(element / part * part, stride - part);
    List<String> vectors = new ArrayList<>();
    for (int i = 0; i < part; i++) {
      List<String> parts = new ArrayList<>();
      for (int lane = i; lane < width; lane += part) {
        IndexExpr place = start.plus((long) lane * stride + first);
        parts.add(once(load, part, pointer.apply(indices.first(place))));
      }
      vectors.add(joined(type, part, parts));
    }
    transposed.transposeParts(type, vectors, width);
    return vectors.get(element - first);
  }

  /** Vectors one after the other as one; their number is a power of two. */
  private String joined(ScalarType type, int width, List<String> vectors) {
    List<String> parts = vectors;
    for (int size = width; parts.size() > 1; size *= 2) {
      List<String> next = new ArrayList<>();
      for (int i = 0; i < parts.size(); i += 2) {
        next.add(shuffle(type, size, parts.get(i), parts.get(i + 1), 2 * size, lane -> lane));
      }
      parts = next;
    }
    return parts.getFirst();
  }

  private String shuffle(
      ScalarType type, int width, String a, String b, int count, IntUnaryOperator lane) {
    return text.shuffle(LlvmText.vector(type, width), a, b, count, lane);
  }
}
