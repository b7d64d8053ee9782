package org.hlorun.language.printer;

import java.util.Optional;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Writes one instruction: name, shape, opcode, operands, attributes. */
final class InstructionWriter {
  private final PrintContext context;
  private final TextOutput out;
  private final OperandWriter operands;
  private final InstructionAttributesWriter attributes;

  InstructionWriter(PrintContext context, ComputationWriter computations) {
    this.context = context;
    this.out = context.out();
    this.operands = new OperandWriter(context);
    this.attributes = new InstructionAttributesWriter(context, computations);
  }

  /**
   * Writes an instruction without {@code ROOT} and line end.
   *
   * @param names canonical names if the form wants them and the instruction stands in a
   *     computation, else null
   * @param indent the indentation of the line
   */
  void write(HloInstruction instruction, CanonicalNames names, int indent) {
    if (names != null) {
      out.append(names.of(instruction)).append(" = ");
    } else if (!context.form().canonicalNames()) {
      out.append(context.name(instruction)).append(" = ");
    }
    out.append(instruction.shape().text(true)).append(' ');
    out.append(mnemonic(instruction)).append('(');
    operands.write(instruction, names);
    out.append(')');
    attributes.write(instruction, indent);
  }

  private String mnemonic(HloInstruction instruction) {
    String suffix =
        switch (instruction.opcode()) {
          case ASYNC_START -> "-start";
          case ASYNC_UPDATE -> "-update";
          case ASYNC_DONE -> "-done";
          default -> null;
        };
    Optional<Opcode> wrapped =
        suffix == null
            ? Optional.empty()
            : context.async().wrapped(instruction).map(HloInstruction::opcode);
    return wrapped
        .map(opcode -> opcode.mnemonic() + suffix)
        .orElse(instruction.opcode().mnemonic());
  }
}
