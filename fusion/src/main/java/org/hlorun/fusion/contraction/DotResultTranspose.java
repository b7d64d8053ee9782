package org.hlorun.fusion.contraction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A transpose that puts the free dimensions of a dot's right operand before those of the left one
 * exchanges the operands: {@code transpose(dot(x, y)) => dot(y, x)}, dimensions of size 1 aside,
 * which reshapes may add and take away in between. Exact: the products and the order of their sum
 * are the same.
 *
 * <p>Attention is often written with the keys first and transposed afterwards.
 */
public final class DotResultTranspose extends InstructionPass {
  public DotResultTranspose() {
    super(Opcode.TRANSPOSE);
  }

  @Override
  public String name() {
    return "dot-result-transpose";
  }

  @Override
  protected HloInstruction replacement(HloInstruction transpose) {
    HloInstruction dot = transpose.operand(0);
    while (dot.opcode() == Opcode.RESHAPE && dot.users().size() == 1 && keepsOrder(dot)) {
      dot = dot.operand(0);
    }
    if (dot.opcode() != Opcode.DOT
        || dot.users().size() != 1
        || dot.has(Attribute.SPARSITY_CONFIG)
        || dot.has(Attribute.DOT_ALGORITHM)
        || !exchanges(transpose, dot)) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(dot);
    DotDimensions dims = DotDimensions.of(dot);
    DotDimensions swapped =
        new DotDimensions(
            dims.rightBatch(), dims.rightContracting(), dims.leftBatch(), dims.leftContracting());
    HloInstruction left = dot.operand(1);
    HloInstruction right = dot.operand(0);
    LongList sizes = swapped.resultSizes(sizes(left), sizes(right));
    ArrayShape shape = ArrayShape.of(dot.shape().asArray().elementType(), sizes);
    HloInstruction exchanged =
        builder.add(Opcode.DOT, shape, List.of(left, right), attributes(dot, swapped));
    return builder.reshape(exchanged, sizes(transpose));
  }

  private static Attributes attributes(HloInstruction dot, DotDimensions dims) {
    Attributes attributes = dims.putInto(dot.attributes().without(Attribute.SHARDING));
    return attributes
        .find(Attribute.OPERAND_PRECISION)
        .filter(precision -> precision.size() == 2)
        .map(precision -> attributes.with(Attribute.OPERAND_PRECISION, precision.reversed()))
        .orElse(attributes);
  }

  /** Whether a reshape only adds and takes away dimensions of size 1. */
  private static boolean keepsOrder(HloInstruction reshape) {
    return reshape.operand(0).shape() instanceof ArrayShape from
        && large(from.dimensions()).equals(large(reshape.shape().asArray().dimensions()));
  }

  private static LongList large(LongList sizes) {
    return LongList.of(sizes.stream().filter(size -> size != 1).toArray());
  }

  /**
   * Whether the dimensions of the transposed array, those of size 1 aside, are the batch, then the
   * right, then the left free dimensions of the dot.
   */
  private static boolean exchanges(HloInstruction transpose, HloInstruction dot) {
    LongList sizes = sizes(dot);
    int batch = DotDimensions.of(dot).leftBatch().size();
    int free = DotDimensions.of(dot).leftFree(sizes(dot.operand(0)).size()).size();
    List<Integer> batches = large(sizes, 0, batch);
    List<Integer> lefts = large(sizes, batch, batch + free);
    List<Integer> rights = large(sizes, batch + free, sizes.size());
    List<Integer> wanted = new ArrayList<>(batches);
    wanted.addAll(rights);
    wanted.addAll(lefts);
    List<Integer> present = large(sizes, 0, sizes.size());
    LongList before = sizes(transpose.operand(0));
    List<Integer> order = new ArrayList<>();
    for (long dimension : Dimensions.attribute(transpose).toArray()) {
      if (before.get((int) dimension) != 1) {
        order.add(present.get(large(before, 0, (int) dimension).size()));
      }
    }
    return !lefts.isEmpty() && !rights.isEmpty() && order.equals(wanted);
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
