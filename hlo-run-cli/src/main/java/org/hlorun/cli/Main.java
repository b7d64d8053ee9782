package org.hlorun.cli;

import java.io.IOException;
import org.hlorun.cli.command.Subcommands;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.console.Version;

/** The {@code hlo-run} command. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.line()); // without what the rest needs to start
      return;
    }
    Interruption interruption = new Interruption();
    interruption.watch();
    ExitCode code;
    try {
      code = Subcommands.execute(Console.system(), interruption, args);
    } finally {
      interruption.finish();
    }
    System.exit(code.number());
  }
}
