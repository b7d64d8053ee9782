package org.hlorun.cli.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/** Whether what is printed is read as the same program, so that it prints the same again. */
final class RoundTrip {
  private RoundTrip() {}

  /** The first difference over the forms that can be read again, if there is one. */
  static Optional<Diagnostic> check(HloModule module) {
    List<PrintForm> forms = new ArrayList<>();
    forms.add(PrintForm.LONG);
    forms.add(PrintForm.DEFAULT.withLargeConstants());
    if (!hasControlDependencies(module)) {
      forms.add(PrintForm.SHORT); // leaves them out, and with them the order they force
    }
    return forms.stream().flatMap(form -> difference(module, form).stream()).findFirst();
  }

  private static boolean hasControlDependencies(HloModule module) {
    return module.computations().stream()
        .flatMap(computation -> computation.instructions().stream())
        .anyMatch(instruction -> !instruction.controlPredecessors().isEmpty());
  }

  private static Optional<Diagnostic> difference(HloModule module, PrintForm form) {
    String first = HloPrinter.print(module, form);
    String second;
    try {
      // Strings of a module hold one byte per char.
      byte[] bytes = first.getBytes(StandardCharsets.ISO_8859_1);
      second = HloPrinter.print(HloParser.parse(SourceText.of("<printed>", bytes)), form);
    } catch (HloException e) {
      return Optional.of(e.diagnostic());
    }
    if (first.equals(second)) {
      return Optional.empty();
    }
    List<String> before = first.lines().toList();
    List<String> after = second.lines().toList();
    int line = 0;
    while (line < Math.min(before.size(), after.size())
        && before.get(line).equals(after.get(line))) {
      line++;
    }
    return Optional.of(
        Diagnostic.of(
            DiagnosticCode.INTERNAL,
            "printed, read and printed again, line %d became '%s' instead of '%s'."
                .formatted(line + 1, lineOf(after, line), lineOf(before, line)),
            null));
  }

  private static String lineOf(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index).strip() : "";
  }
}
