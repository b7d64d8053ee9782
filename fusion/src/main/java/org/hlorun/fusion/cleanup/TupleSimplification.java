package org.hlorun.fusion.cleanup;

import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Forwards elements of tuples to their users.
 *
 * <pre>
 * get-tuple-element(tuple(a, b, ...), i) => the element
 * tuple(get-tuple-element(t, 0), ..., get-tuple-element(t, n - 1)) => t, of n elements
 * </pre>
 */
public final class TupleSimplification extends InstructionPass {
  public TupleSimplification() {
    super(Opcode.GET_TUPLE_ELEMENT, Opcode.TUPLE);
  }

  @Override
  public String name() {
    return "tuple-simplification";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case GET_TUPLE_ELEMENT -> element(instruction);
      case TUPLE -> whole(instruction);
      default -> null;
    };
  }

  private static HloInstruction element(HloInstruction instruction) {
    HloInstruction tuple = instruction.operand(0);
    return tuple.opcode() == Opcode.TUPLE ? tuple.operand(index(instruction)) : null;
  }

  private static HloInstruction whole(HloInstruction tuple) {
    HloInstruction source = null;
    for (int i = 0; i < tuple.operandCount(); i++) {
      HloInstruction element = tuple.operand(i);
      if (element.opcode() != Opcode.GET_TUPLE_ELEMENT
          || index(element) != i
          || source != null && element.operand(0) != source) {
        return null;
      }
      source = element.operand(0);
    }
    return source != null && source.shape().equals(tuple.shape()) ? source : null;
  }

  private static int index(HloInstruction element) {
    return Math.toIntExact(element.get(Attribute.INDEX));
  }
}
