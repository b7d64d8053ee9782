package org.hlorun.language.verifier;

import org.hlorun.language.ir.HloInstruction;

/** What must hold for the instructions of an opcode. */
@FunctionalInterface
interface Rule {
  /**
   * Checks an instruction whose operand count, attributes and shapes were found right.
   *
   * @throws Violation if an invariant does not hold
   * @throws org.hlorun.language.diagnostic.HloException if shape inference refuses the operands
   */
  void check(HloInstruction instruction, Facts facts);
}
