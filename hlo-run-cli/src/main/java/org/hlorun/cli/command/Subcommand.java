package org.hlorun.cli.command;

import java.io.IOException;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;

/** A subcommand: its fields are filled from the command line, then it runs once. */
interface Subcommand {

  CommonOptions common();

  /**
   * Does the work.
   *
   * @throws org.hlorun.language.diagnostic.HloException if something is wrong with what it was
   *     given
   * @throws IOException only if standard output cannot be written
   */
  ExitCode run(Console console, Interruption interruption) throws IOException;
}
