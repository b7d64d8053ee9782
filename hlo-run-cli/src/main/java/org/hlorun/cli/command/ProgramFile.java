package org.hlorun.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
      try (InputStream in = console.in()) {
        return SourceText.of("<stdin>", in.readAllBytes());
      } catch (IOException e) {
        throw new HloException(
            Diagnostic.of(
                DiagnosticCode.FILE,
                "Cannot read standard input: " + e.getMessage() + ".",
                "Pipe a program into hlo-run -, or name a file."),
            e);
      }
    }
    return read(Path.of(name));
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
