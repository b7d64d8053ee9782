package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.hlorun.cli.console.Console;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.tensorfile.FileProblems;

/** Programs as the command line names them. */
final class ProgramFile {
  /** The name that stands for standard input. */
  static final String STANDARD_INPUT = "-";

  /** The longest text that fits into an array. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private ProgramFile() {}

  /**
   * Reads a program's text.
   *
   * @throws HloException {@code FILE} if it cannot be read
   */
  static SourceText read(String name, Console console) {
    if (name.equals(STANDARD_INPUT)) {
      try {
        return SourceText.of("<stdin>", console.in().readAllBytes());
      } catch (IOException e) {
        throw new HloException(
            Diagnostic.of(
                DiagnosticCode.FILE,
                "Cannot read standard input: " + e.getMessage() + ".",
                "Pipe a program into hlo-run -, or name a file."),
            e);
      }
    }
    Path file = path(name);
    if (!Files.exists(file) && name.matches("[a-z]+")) {
      throw HloException.of(
          DiagnosticCode.FILE,
          "There is no file and no subcommand called " + name + ".",
          "See hlo-run --help.");
    }
    return read(file);
  }

  /**
   * The path that a word of the command line names.
   *
   * @throws HloException {@code FILE} if no file can be called so
   */
  static Path path(String name) {
    try {
      if (!name.isEmpty()) { // which would be the current folder
        return Path.of(name);
      }
    } catch (InvalidPathException e) {
      // A name that the locale's character set does not have; the message shows it as it came.
    }
    throw HloException.of(DiagnosticCode.FILE, "There is no file called '" + name + "'.", null);
  }

  /**
   * Reads a program's text.
   *
   * @throws HloException {@code FILE} if it cannot be read
   */
  static SourceText read(Path file) {
    if (Files.isDirectory(file)) {
      throw HloException.of(
          DiagnosticCode.FILE,
          "Cannot read " + file + ": it is a folder.",
          "Name a program in it; hlo-run check takes folders.");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw HloException.of(
            DiagnosticCode.FILE, "Cannot read " + file + ": it is larger than 2 GiB.", null);
      }
      return SourceText.of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw FileProblems.io(file, "read", e);
    }
  }
}
