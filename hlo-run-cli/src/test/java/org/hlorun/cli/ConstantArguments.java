package org.hlorun.cli;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;

/** Makes arguments of the constants of a program, which no pass can compute with beforehand. */
final class ConstantArguments {
  private ConstantArguments() {}

  /** Turns the constants of the entry computation into parameters; gives their values. */
  static List<Literal> of(HloModule module) {
    HloComputation entry = module.entry();
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction constant : List.copyOf(entry.instructions())) {
      if (constant.opcode() == Opcode.CONSTANT
          && constant.shape().isArray()
          && constant.shape().asArray().elementCount() > 1
          && !constant.isRoot()) {
        HloInstruction parameter =
            entry.add(
                constant.name() + "_argument",
                Opcode.PARAMETER,
                constant.shape(),
                List.of(),
                Attributes.of(Attribute.PARAMETER_NUMBER, (long) entry.parameters().size()));
        entry.replaceAllUses(constant, parameter);
        arguments.add(constant.get(Attribute.VALUE));
      }
    }
    entry.sortTopologically();
    return arguments;
  }
}
