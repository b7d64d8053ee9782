package org.hlorun.gpu.runtime;

import java.util.stream.Collectors;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** What is said when a kernel fails: what its device says, and which instruction it computes. */
final class KernelFailure {
  private KernelFailure() {}

  /** The same error, with the instruction named behind each message. */
  static HloException of(HloException error, HloInstruction instruction) {
    String behind = " (the kernel computes %s)".formatted(describe(instruction));
    return new HloException(
        error.diagnostics().stream()
            .map(d -> new Diagnostic(d.code(), d.location(), d.message() + behind, d.remedy()))
            .toList());
  }

  /** Its name, what it is, and its place in the program's text where it has one. */
  static String describe(HloInstruction instruction) {
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
