package org.hlorun.cli.command;

import java.io.IOException;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.language.backend.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hlo-run backends}: lists what can run programs. */
@Command(
    customSynopsis = "hlo-run backends [OPTION]...",
    header = {"Lists the back ends that are present, a line each, for --backend.", ""})
final class BackendsCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    for (Backend backend : Backend.all()) {
      console.out().append(backend.name()).append('\n');
    }
    return ExitCode.OK;
  }
}
