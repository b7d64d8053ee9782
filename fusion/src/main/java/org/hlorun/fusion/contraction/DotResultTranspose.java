package org.hlorun.fusion.contraction;

import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A transpose that puts the free dimensions of a dot's right operand before those of the left one
 * exchanges the operands: {@code transpose(dot(x, y)) => dot(y, x)}, dimensions of size 1 aside,
 * which reshapes may add and take away in between. Where it orders the free dimensions of an
 * operand anew, the operand is transposed instead if it is smaller than the result. What it does to
 * batch dimensions and to a larger right operand's is left to a transpose of the exchanged result,
 * whose last dimension stays where it is. Exact: the products and the order of their sum are the
 * same.
 *
 * <p>Attention is often written with the keys or values first and transposed afterwards.
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
        || dot.has(Attribute.DOT_ALGORITHM)) {
      return null;
    }
    return DotExchange.of(transpose, dot).apply();
  }

  /** Whether a reshape only adds and takes away dimensions of size 1. */
  private static boolean keepsOrder(HloInstruction reshape) {
    return reshape.operand(0).shape() instanceof ArrayShape from
        && large(from.dimensions()).equals(large(reshape.shape().asArray().dimensions()));
  }

  private static LongList large(LongList sizes) {
    return LongList.of(sizes.stream().filter(size -> size != 1).toArray());
  }
}
