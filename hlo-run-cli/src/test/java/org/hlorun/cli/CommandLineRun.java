package org.hlorun.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hlorun.cli.command.Subcommands;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;

/**
 * A command line that was run in this process.
 *
 * @param out what went to standard output
 * @param err what went to standard error
 */
public record CommandLineRun(ExitCode code, String out, String err) {

  /** Runs a command line with nothing on standard input. */
  public static CommandLineRun of(String... args) {
    return withInput("", args);
  }

  /** Runs a command line with a text on standard input. */
  public static CommandLineRun withInput(String input, String... args) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(in, out, err, false, Map.of());
    ExitCode code = Subcommands.execute(console, new Interruption(), args);
    return new CommandLineRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
