package org.hlorun.language.diagnostic;

import java.util.Objects;
import java.util.Optional;

/**
 * One message about a program or another input.
 *
 * @param code stable identity of the kind of problem
 * @param location where, or null if the problem has no place in a text
 * @param message what is wrong, one sentence
 * @param remedy what to do about it, or null if nothing more than the message can be said
 */
public record Diagnostic(
    DiagnosticCode code, SourceLocation location, String message, String remedy) {
  /** Longer source lines are cut around the column when shown. */
  private static final int MAX_LINE = 160;

  public Diagnostic {
    Objects.requireNonNull(code);
    Objects.requireNonNull(message);
  }

  public static Diagnostic of(DiagnosticCode code, String message) {
    return new Diagnostic(code, null, message, null);
  }

  public static Diagnostic of(DiagnosticCode code, String message, String remedy) {
    return new Diagnostic(code, null, message, remedy);
  }

  public Diagnostic at(SourceLocation newLocation) {
    return new Diagnostic(code, newLocation, message, remedy);
  }

  public Optional<SourceLocation> place() {
    return Optional.ofNullable(location);
  }

  /** The full text: place, code and message, the line with a caret under the column, the remedy. */
  public String render() {
    StringBuilder text = new StringBuilder();
    if (location != null) {
      text.append(location).append(": ");
    }
    text.append("error[").append(code.id()).append("]: ").append(message);
    if (location != null && !location.isBinary()) {
      appendLine(text);
    }
    if (remedy != null) {
      text.append("\n  help: ").append(remedy);
    }
    return text.toString();
  }

  private void appendLine(StringBuilder text) {
    String line = location.lineText();
    int caret = Math.min(location.column() - 1, line.length());
    int start = 0;
    if (line.length() > MAX_LINE) {
      start = Math.max(0, Math.min(caret - MAX_LINE / 2, line.length() - MAX_LINE));
      line = line.substring(start, start + MAX_LINE);
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      shown.append(Character.isISOControl(c) ? ' ' : c);
    }
    text.append("\n  ").append(shown).append("\n  ").append(" ".repeat(caret - start)).append('^');
  }

  @Override
  public String toString() {
    return render();
  }
}
