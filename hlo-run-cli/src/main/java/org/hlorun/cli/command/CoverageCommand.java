package org.hlorun.cli.command;

import java.io.IOException;
import java.util.List;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.kit.Cases;
import org.hlorun.conformance.kit.Coverage;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hlo-run coverage}: what back ends run themselves, as a table. */
@Command(
    customSynopsis = "hlo-run coverage [--backend NAME,...]",
    header = {
      "Prints a table in Markdown: what back ends run natively (n), hand back to the",
      "interpreter (h), run partly (p) or refuse (u), per opcode and element type.",
      ""
    })
final class CoverageCommand implements Subcommand {
  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "NAME",
      description = "The back ends (default: cpu,ptx-emulator).")
  private List<String> backends = List.of("cpu", "ptx-emulator");

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    List<Backend> tried = backends.stream().map(Runs::backend).toList();
    console.out().append(Coverage.header());
    for (Opcode opcode : Cases.opcodes()) {
      console.out().append(Coverage.row(opcode, tried));
      console.flush();
    }
    return ExitCode.OK;
  }
}
