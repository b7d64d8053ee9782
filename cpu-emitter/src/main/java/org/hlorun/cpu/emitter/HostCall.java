package org.hlorun.cpu.emitter;

import org.hlorun.language.backend.Fallback;
import org.hlorun.language.ir.HloInstruction;

/**
 * An instruction that is handed back to the interpreter.
 *
 * @param instruction the instruction
 * @param reason why there is no native code for it
 * @param firstSlot slot of the table where the addresses of its arrays start: those of the
 *     operands' leaves, operand by operand, then those of the result's
 */
public record HostCall(HloInstruction instruction, String reason, int firstSlot) {
  /** What is said about it. */
  public Fallback fallback() {
    return Fallback.of(Fallback.Scope.INSTRUCTION, instruction, reason);
  }
}
