package org.hlorun.fusion.fuse;

import org.hlorun.language.ir.HloInstruction;

/**
 * Why an instruction is no part of a fusion.
 *
 * @param computation the name of its computation
 * @param instruction its name
 * @param opcode its mnemonic
 * @param reason one line
 */
public record FusionDecision(String computation, String instruction, String opcode, String reason) {

  static FusionDecision of(HloInstruction instruction, String reason) {
    return new FusionDecision(
        instruction.parent().name(), instruction.name(), instruction.opcode().mnemonic(), reason);
  }

  @Override
  public String toString() {
    return "%s: %s %s: %s".formatted(computation, opcode, instruction, reason);
  }
}
