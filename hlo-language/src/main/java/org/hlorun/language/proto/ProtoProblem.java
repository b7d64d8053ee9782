package org.hlorun.language.proto;

import java.util.function.Supplier;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What is said about serialised programs that make no sense. */
final class ProtoProblem {
  private ProtoProblem() {}

  static HloException of(String message) {
    return HloException.of(DiagnosticCode.FILE_FORMAT, message, null);
  }

  static HloException of(String message, String remedy) {
    return HloException.of(DiagnosticCode.FILE_FORMAT, message, remedy);
  }

  static void check(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw of(message.formatted(arguments));
    }
  }

  /** What {@code reader} gives; the messages of its problems say where they are. */
  static <T> T within(String place, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (HloException e) {
      throw new HloException(
          e.diagnostics().stream()
              .map(d -> new Diagnostic(d.code(), d.location(), place + d.message(), d.remedy()))
              .toList());
    }
  }
}
