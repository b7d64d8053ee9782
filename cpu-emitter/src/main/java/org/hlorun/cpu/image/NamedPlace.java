package org.hlorun.cpu.image;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloInstruction;

/**
 * An instruction as messages need it.
 *
 * @param shape its shape as text
 * @param location where it is in the program's text, or null
 */
public record NamedPlace(String name, String shape, SourceLocation location) {
  static NamedPlace of(HloInstruction instruction) {
    return new NamedPlace(
        instruction.name(),
        instruction.shape().text(false),
        instruction.parent().module().locate(instruction).orElse(null));
  }

  /** An exception about the instruction, at its place if it has one. */
  public HloException exception(Diagnostic diagnostic) {
    return new HloException(placed(diagnostic));
  }

  /** A diagnostic about the instruction, at its place if it has one. */
  public Diagnostic placed(Diagnostic diagnostic) {
    return location == null ? diagnostic : diagnostic.at(location);
  }
}
