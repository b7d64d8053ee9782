package org.hlorun.fusion.contraction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A transpose of a dot's result as a dot whose operands are exchanged or transposed. Dimensions of
 * size 1 are left aside: the numbers below are those of the others in the dot's result.
 *
 * @param dot what is transposed
 * @param sizes the sizes of the transpose
 * @param lefts the free dimensions of the left operand in the order that they get
 * @param rights the free dimensions of the right operand in the order that they get
 * @param order all dimensions, in the order of the transpose
 */
record DotExchange(
    HloInstruction dot,
    LongList sizes,
    List<Integer> lefts,
    List<Integer> rights,
    List<Integer> order) {

  static DotExchange of(HloInstruction transpose, HloInstruction dot) {
    LongList before = sizes(transpose.operand(0));
    List<Integer> present = large(sizes(dot), 0, sizes(dot).size());
    List<Integer> order = new ArrayList<>();
    for (long dimension : Dimensions.attribute(transpose).toArray()) {
      if (before.get((int) dimension) != 1) {
        order.add(present.get(large(before, 0, (int) dimension).size()));
      }
    }
    int batch = DotDimensions.of(dot).leftBatch().size();
    int free = batch + DotDimensions.of(dot).leftFree(sizes(dot.operand(0)).size()).size();
    List<Integer> lefts = order.stream().filter(d -> d >= batch && d < free).toList();
    List<Integer> rights = order.stream().filter(d -> d >= free).toList();
    return new DotExchange(dot, sizes(transpose), lefts, rights, order);
  }

  /** What the transpose is; null if it stays. */
  HloInstruction apply() {
    List<Integer> free = new ArrayList<>(order);
    free.removeIf(d -> !lefts.contains(d) && !rights.contains(d));
    boolean exchanged = !lefts.isEmpty() && !rights.isEmpty() && free.equals(join(rights, lefts));
    if (!exchanged && (isInOrder() || !free.equals(join(lefts, rights)))) {
      return null;
    }
    if (!isSmall(0, lefts)) {
      return null;
    }
    if (isSmall(1, rights)) {
      return replacement(exchanged);
    }
    List<Integer> kept = rights.stream().sorted().toList();
    return exchanged ? new DotExchange(dot, sizes, lefts, kept, order).replacement(true) : null;
  }

  private boolean isInOrder() {
    return isAscending(lefts) && isAscending(rights);
  }

  private static boolean isAscending(List<Integer> list) {
    return list.stream().sorted().toList().equals(list);
  }

  private static List<Integer> join(List<Integer> first, List<Integer> second) {
    List<Integer> joined = new ArrayList<>(first);
    joined.addAll(second);
    return joined;
  }

  /** Whether an operand stays as it is, or has fewer elements than the result. */
  private boolean isSmall(int number, List<Integer> wanted) {
    return isAscending(wanted)
        || dot.operand(number).shape().asArray().elementCount()
            < dot.shape().asArray().elementCount();
  }

  private HloInstruction replacement(boolean exchanged) {
    InstructionBuilder builder = new InstructionBuilder(dot);
    DotDimensions dims = DotDimensions.of(dot);
    HloInstruction left = operand(builder, 0, dims.leftFree(sizes(dot.operand(0)).size()), lefts);
    HloInstruction right =
        operand(builder, 1, dims.rightFree(sizes(dot.operand(1)).size()), rights);
    if (exchanged) {
      HloInstruction first = left;
      left = right;
      right = first;
      dims =
          new DotDimensions(
              dims.rightBatch(), dims.rightContracting(), dims.leftBatch(), dims.leftContracting());
    }
    LongList sizes = dims.resultSizes(sizes(left), sizes(right));
    ArrayShape shape = ArrayShape.of(dot.shape().asArray().elementType(), sizes);
    HloInstruction product =
        builder.add(
            Opcode.DOT, shape, List.of(left, right), attributes(dims.putInto(plain()), exchanged));
    return builder.reshape(inOrder(builder, product, exchanged), sizes());
  }

  /** The batch dimensions of a product where the transpose has them. */
  private HloInstruction inOrder(
      InstructionBuilder builder, HloInstruction product, boolean exchanged) {
    List<Integer> produced = new ArrayList<>(order);
    produced.removeAll(lefts);
    produced.removeAll(rights);
    produced.sort(null);
    produced.addAll(exchanged ? join(rights, lefts) : join(lefts, rights));
    if (produced.equals(order)) {
      return product;
    }
    LongList large = Dimensions.withoutOnes(sizes(product));
    return builder.transpose(
        builder.reshape(product, large),
        LongList.of(order.stream().mapToLong(produced::indexOf).toArray()));
  }

  /** An operand with its free dimensions in another order, behind those of size 1. */
  private HloInstruction operand(
      InstructionBuilder builder, int number, LongList free, List<Integer> wanted) {
    HloInstruction operand = dot.operand(number);
    if (isAscending(wanted)) {
      return operand;
    }
    List<Integer> ascending = wanted.stream().sorted().toList();
    List<Long> large = new ArrayList<>();
    List<Long> next = new ArrayList<>();
    for (long d : free.toArray()) {
      (sizes(operand).get((int) d) == 1 ? next : large).add(d);
    }
    wanted.forEach(d -> next.add(large.get(ascending.indexOf(d))));
    long[] permutation = LongList.range(sizes(operand).size()).toArray();
    for (int i = 0; i < free.size(); i++) {
      permutation[free.getInt(i)] = next.get(i);
    }
    return builder.transpose(operand, LongList.of(permutation));
  }

  private Attributes plain() {
    return dot.attributes().without(Attribute.SHARDING);
  }

  private static Attributes attributes(Attributes attributes, boolean exchanged) {
    return attributes
        .find(Attribute.OPERAND_PRECISION)
        .filter(precision -> exchanged && precision.size() == 2)
        .map(precision -> attributes.with(Attribute.OPERAND_PRECISION, precision.reversed()))
        .orElse(attributes);
  }

  /** The dimensions from {@code from} to {@code to} whose size is not 1. */
  private static List<Integer> large(LongList sizes, int from, int to) {
    List<Integer> found = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (sizes.get(i) != 1) {
        found.add(i);
      }
    }
    return found;
  }

  private static LongList sizes(HloInstruction array) {
    return array.shape().asArray().dimensions();
  }
}
