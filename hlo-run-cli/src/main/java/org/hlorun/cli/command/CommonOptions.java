package org.hlorun.cli.command;

import org.hlorun.cli.console.ColorMode;
import picocli.CommandLine.Option;

/** The options of every subcommand. */
final class CommonOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on standard error but errors.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more; show the stack trace of an internal error.")
  boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "always, never or auto: on a terminal, unless NO_COLOR is set.")
  ColorMode color = ColorMode.AUTO;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;
}
