package org.hlorun.interpreter.elementwise;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Errors for operations that HLO does not define on a type, though a shape can be inferred. */
final class Unsupported {
  private Unsupported() {}

  static HloException operation(Opcode opcode, ElementType type) {
    return operation(opcode.mnemonic(), type);
  }

  static HloException operation(String operation, ElementType type) {
    return HloException.of(
        DiagnosticCode.UNSUPPORTED,
        "%s is not defined for elements of type %s.".formatted(operation, type),
        null);
  }
}
