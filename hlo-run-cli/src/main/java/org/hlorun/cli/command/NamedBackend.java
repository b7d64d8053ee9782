package org.hlorun.cli.command;

import java.util.stream.Collectors;
import org.hlorun.cpu.AutoBackend;
import org.hlorun.cpu.CpuBackend;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** Back ends as the command line names them. */
final class NamedBackend {
  private NamedBackend() {}

  /**
   * The back end of a name.
   *
   * @throws HloException {@code USAGE} if there is none, which names those that there are
   */
  static Backend of(String name) {
    return switch (name) {
      // Those that are always there; to find all takes longer than to run a small program.
      case "auto" -> new AutoBackend();
      case "cpu" -> new CpuBackend();
      default -> find(name);
    };
  }

  private static Backend find(String name) {
    return Backend.named(name)
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.USAGE,
                    "There is no back end called '" + name + "'.",
                    "Present: "
                        + Backend.all().stream()
                            .map(Backend::name)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
