package org.hlorun.cli.command;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.ModuleEquality;
import org.hlorun.language.printer.PrintForm;

/** Whether what is printed is read as the same program. */
final class RoundTrip {
  private RoundTrip() {}

  /** The first difference over the forms that can be read again, if there is one. */
  static Optional<Diagnostic> check(HloModule module) {
    return Stream.of(PrintForm.LONG, PrintForm.DEFAULT.withLargeConstants(), PrintForm.SHORT)
        .flatMap(form -> difference(module, form).stream())
        .findFirst();
  }

  private static Optional<Diagnostic> difference(HloModule module, PrintForm form) {
    // Strings of a module hold one byte per char.
    byte[] bytes = HloPrinter.print(module, form).getBytes(StandardCharsets.ISO_8859_1);
    try {
      HloModule again = HloParser.parse(SourceText.of("<printed>", bytes));
      return ModuleEquality.firstDifference(module, again, form)
          .map(
              difference ->
                  Diagnostic.of(
                      DiagnosticCode.INTERNAL,
                      "what is printed is read as another program: " + difference,
                      null));
    } catch (HloException e) {
      return Optional.of(e.diagnostic());
    }
  }
}
