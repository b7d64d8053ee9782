package org.hlorun.gpu.runtime;

import java.util.stream.Collectors;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** What messages call an instruction that a kernel computes. */
final class InstructionName {
  private InstructionName() {}

  /** Its name, what it is, and its place in the program's text where it has one. */
  static String of(HloInstruction instruction) {
    String what =
        instruction.opcode() == Opcode.FUSION
            ? instruction.get(Attribute.CALLS).instructions().stream()
                .map(HloInstruction::opcode)
                .filter(opcode -> opcode != Opcode.PARAMETER && opcode != Opcode.CONSTANT)
                .map(Object::toString)
                .distinct()
                .collect(Collectors.joining(", ", "fusion of ", ""))
            : instruction.opcode().toString();
    String place =
        instruction
            .parent()
            .module()
            .locate(instruction)
            .map(location -> " at " + location)
            .orElse("");
    return "the instruction %s (%s)%s".formatted(instruction.name(), what, place);
  }
}
