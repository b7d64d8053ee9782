package org.hlorun.interpreter.movement;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;

/** Rows that are sorted in Java arrays. */
final class Rows {
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private Rows() {}

  /**
   * The length of a row as an {@code int}.
   *
   * @throws HloException if it is beyond what a Java array holds
   */
  static int length(HloInstruction instruction, long length) {
    if (length > MAX_LENGTH) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s %s sorts rows of %d elements; the interpreter sorts at most %d"
              .formatted(instruction.opcode(), instruction.name(), length, MAX_LENGTH),
          null);
    }
    return (int) length;
  }
}
