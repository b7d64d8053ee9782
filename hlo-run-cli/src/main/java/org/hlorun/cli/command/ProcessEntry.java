package org.hlorun.cli.command;

import java.io.IOException;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;

/** The command as a whole process: from the arguments to the exit status. */
public final class ProcessEntry {
  private ProcessEntry() {}

  /** Runs the command on the process's own streams, and ends the process. */
  public static void main(String[] args) throws IOException {
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
