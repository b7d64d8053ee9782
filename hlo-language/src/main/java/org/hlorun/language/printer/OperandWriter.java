package org.hlorun.language.printer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** Writes what stands between the parentheses behind an opcode. */
final class OperandWriter {
  private static final int COMMENT_INTERVAL = 5;

  /** Arrays of more elements are elided in forms without large constants. */
  private static final long LARGE_CONSTANT = 10;

  private static final String ELIDED = "{...}";

  private final PrintContext context;
  private final TextOutput out;
  private final PrintForm form;

  OperandWriter(PrintContext context) {
    this.context = context;
    this.out = context.out();
    this.form = context.form();
  }

  /**
   * Writes the operands, the parameter number or the constant value.
   *
   * @param names the canonical names, or null where operands have their own names or none
   */
  void write(HloInstruction instruction, CanonicalNames names) {
    switch (instruction.opcode()) {
      case PARAMETER -> out.append(instruction.get(Attribute.PARAMETER_NUMBER));
      case CONSTANT -> writeConstant(instruction);
      default -> writeOperands(instruction.operands(), names);
    }
  }

  private void writeConstant(HloInstruction instruction) {
    Literal value = instruction.attributes().find(Attribute.VALUE).orElse(null);
    boolean elided = instruction.find(Attribute.ELIDED).orElse(false);
    if (value == null || elided || (!form.largeConstants() && isLarge(value))) {
      out.append(ELIDED);
    } else {
      new LiteralWriter(out).write(value);
    }
  }

  private static boolean isLarge(Literal value) {
    return !(value instanceof ArrayLiteral array) || array.elementCount() > LARGE_CONSTANT;
  }

  private void writeOperands(List<HloInstruction> operands, CanonicalNames names) {
    for (int i = 0; i < operands.size(); i++) {
      out.append(i > 0 ? ", " : "");
      if (form.indexComments() && i > 0 && i % COMMENT_INTERVAL == 0) {
        out.append("/*index=").append(i).append("*/");
      }
      writeOperand(operands.get(i), names);
    }
  }

  private void writeOperand(HloInstruction operand, CanonicalNames names) {
    boolean named = names != null || form.operandNames();
    if (form.operandShapes()) {
      out.append(operand.shape().text(true)).append(named ? " " : "");
    }
    if (names != null) {
      out.append(names.of(operand));
    } else if (named) {
      writeName(operand);
    }
  }

  private void writeName(HloInstruction operand) {
    if (!form.compactTupleElements()) {
      out.append(context.name(operand));
      return;
    }
    Deque<Long> indices = new ArrayDeque<>();
    HloInstruction base = operand;
    while (isCompact(base)) {
      indices.addFirst(base.get(Attribute.INDEX));
      base = base.operand(0);
    }
    out.append(context.name(base));
    indices.forEach(index -> out.append('#').append(index));
  }

  /**
   * Whether an instruction is written as {@code base#i} where it is used, in compact form: a
   * get-tuple-element whose own name nothing needs.
   */
  static boolean isCompact(HloInstruction instruction) {
    return instruction.opcode() == Opcode.GET_TUPLE_ELEMENT
        && !instruction.isRoot()
        && instruction.controlPredecessors().isEmpty()
        && instruction.controlSuccessors().isEmpty();
  }
}
