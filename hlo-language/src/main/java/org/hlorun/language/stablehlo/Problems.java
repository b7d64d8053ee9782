package org.hlorun.language.stablehlo;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;

/** Errors of the import, with their place. */
final class Problems {
  private final SourceText source;

  Problems(SourceText source) {
    this.source = source;
  }

  HloException at(MlirOperation operation, DiagnosticCode code, String message, String remedy) {
    Diagnostic diagnostic = Diagnostic.of(code, message, remedy);
    return new HloException(
        operation.offset() < 0 ? diagnostic : diagnostic.at(source.locate(operation.offset())));
  }

  HloException unsupported(MlirOperation operation, String message, String remedy) {
    return at(operation, DiagnosticCode.UNSUPPORTED, message, remedy);
  }

  /** The same problem with a place, if it had none. */
  HloException placed(HloException problem, MlirOperation operation) {
    Diagnostic first = problem.diagnostic();
    if (first.place().isPresent() || operation.offset() < 0) {
      return problem;
    }
    return new HloException(
        Diagnostic.of(first.code(), operation.name() + ": " + first.message(), first.remedy())
            .at(source.locate(operation.offset())),
        problem);
  }
}
