package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Stores that fill a line of neighbours for each lane, half as many to as many as a vector has
 * lanes, or a part of a register: the square of values is transposed in registers, and every line
 * is stored as a vector. Scatters would take the elements one by one.
 */
final class TransposedStores {
  private static final String UNUSED = "poison";

  /** Bytes that instructions interleave two registers in. */
  static final int PART_BYTES = 16;

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
    int least = Math.min(width / 2, PART_BYTES / first.value().type().byteSize());
    return count > 1 && count >= least ? count : 0;
  }

  private boolean isNext(Operation.Store first, Operation operation, int distance) {
    return StoreRun.isNext(first, operation, distance)
        && operands.isVector(((Operation.Store) operation).value());
  }

  /** The line of each lane, in their order: the elements of so many stores, then no values. */
  List<String> lines(List<Operation> stores) {
    int width = operands.lanes().width();
    List<String> lines = new ArrayList<>(Collections.nCopies(width, UNUSED));
    for (int i = 0; i < stores.size(); i++) {
      lines.set(i, operands.vector(((Operation.Store) stores.get(i)).value()));
    }
    ScalarType type = ((Operation.Store) stores.getFirst()).value().type();
    int part = Math.min(width, PART_BYTES / type.byteSize());
    // Squares of `half` change places across the diagonal, of ever smaller squares.
    for (int half = width / 2; half >= part; half /= 2) {
      for (int i = 0; i < width; i++) {
        if ((i & half) == 0) {
          exchange(type, lines, i, i + half, half);
        }
      }
    }
    for (int i = 0; i < width; i += part) {
      transposeParts(type, lines.subList(i, i + part), width);
    }
    return lines;
  }

  /**
   * Transposes the squares that parts of some vectors make, as many as a part has elements: each
   * vector is interleaved with that half a part away, again and again.
   */
  void transposeParts(ScalarType type, List<String> vectors, int width) {
    for (int round = 1; round < vectors.size(); round *= 2) {
      interleave(type, vectors, width);
    }
  }

  private void interleave(ScalarType type, List<String> lines, int width) {
    int half = lines.size() / 2;
    List<String> result = new ArrayList<>();
    for (int i = 0; i < half; i++) {
      result.add(interleaved(type, lines.get(i), lines.get(i + half), width, lines.size(), 0));
      result.add(interleaved(type, lines.get(i), lines.get(i + half), width, lines.size(), half));
    }
    for (int i = 0; i < result.size(); i++) {
      lines.set(i, result.get(i));
    }
  }

  /** The elements of halves of parts, which start {@code from} the parts, in turns. */
  private String interleaved(ScalarType type, String a, String b, int width, int part, int from) {
    if (a.equals(UNUSED) && b.equals(UNUSED)) {
      return UNUSED;
    }
    return text.shuffle(
        LlvmText.vector(type, width),
        a,
        b,
        width,
        lane -> lane / part * part + from + lane % part / 2 + lane % 2 * width);
  }

  /** A few neighbours of a line. */
  String piece(ScalarType type, String line, int start, int count) {
    int width = operands.lanes().width();
    return start == 0 && count == width
        ? line
        : text.shuffle(LlvmText.vector(type, width), line, UNUSED, count, lane -> start + lane);
  }

  private void exchange(ScalarType type, List<String> lines, int low, int high, int half) {
    int width = lines.size();
    String vector = LlvmText.vector(type, width);
    String a = lines.get(low);
    String b = lines.get(high);
    if (a.equals(UNUSED) && b.equals(UNUSED)) {
      return;
    }
    lines.set(
        low,
        text.shuffle(vector, a, b, width, lane -> (lane & half) == 0 ? lane : lane - half + width));
    lines.set(
        high,
        text.shuffle(vector, a, b, width, lane -> (lane & half) == 0 ? lane + half : lane + width));
  }
}
