package org.hlorun.gpu.emulator.text;

import java.util.List;
import org.hlorun.language.diagnostic.SourceLocation;

/**
 * An instruction.
 *
 * @param guard the predicate in front of it, or null
 * @param guardNegated whether the guard is {@code @!p}
 * @param mnemonic the part up to the first dot
 * @param modifiers what follows it, without dots
 * @param operands in the order of the text
 * @param location where it begins
 */
public record PtxInstruction(
    PtxRegister guard,
    boolean guardNegated,
    String mnemonic,
    List<String> modifiers,
    List<Operand> operands,
    SourceLocation location) {
  /** The mnemonic with its modifiers. */
  public String opcode() {
    return modifiers.isEmpty() ? mnemonic : mnemonic + "." + String.join(".", modifiers);
  }
}
