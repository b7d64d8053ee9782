package org.hlorun.language.diagnostic;

import java.util.List;
import java.util.stream.Collectors;

/** Bad input, or a run that could not go on, with at least one diagnostic. */
public final class HloException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public HloException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  public HloException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public HloException(Diagnostic diagnostic, Throwable cause) {
    this(diagnostic);
    initCause(cause);
  }

  /** A problem without a place. */
  public static HloException of(DiagnosticCode code, String message, String remedy) {
    return new HloException(Diagnostic.of(code, message, remedy));
  }

  /** The diagnostics, the most important first. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The first diagnostic. */
  public Diagnostic diagnostic() {
    return diagnostics.getFirst();
  }
}
