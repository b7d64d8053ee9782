package org.hlorun.gpu.emulator.text;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/** Makes diagnostics about a text. */
record PtxErrors(SourceText source) {
  HloException syntax(int offset, String message, String remedy) {
    return at(DiagnosticCode.SYNTAX, offset, message, remedy);
  }

  HloException at(DiagnosticCode code, int offset, String message, String remedy) {
    return new HloException(Diagnostic.of(code, message, remedy).at(source.locate(offset)));
  }
}
