package org.hlorun.language.tensorfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What is said about files that cannot be read, written or understood. */
public final class FileProblems {
  private FileProblems() {}

  /** Contents that break the format: where, what should be there, what is. */
  static HloException format(String file, long offset, String expected, String found) {
    return HloException.of(
        DiagnosticCode.FILE_FORMAT,
        "%s, byte %d: expected %s, found %s.".formatted(file, offset, expected, found),
        null);
  }

  /** Contents that are well-formed and mean something that has no place here. */
  static HloException unsupported(String file, String what, String remedy) {
    return HloException.of(DiagnosticCode.FILE_FORMAT, file + ": " + what, remedy);
  }

  /** A file for which there is not enough memory. */
  static HloException memory(String file, long bytes, Throwable cause) {
    return new HloException(
        Diagnostic.of(
            DiagnosticCode.MEMORY,
            "%s: not enough memory for %d bytes of array.".formatted(file, bytes)),
        cause);
  }

  /**
   * A failed operation on a file, with the reason in words.
   *
   * @param action what could not be done: {@code read} or {@code write}
   */
  public static HloException io(Path file, String action, IOException problem) {
    String reason =
        switch (problem) {
          case NoSuchFileException e ->
              action.equals("write") ? "its folder does not exist" : "it does not exist";
          case AccessDeniedException e -> "permission denied";
          case NotDirectoryException e -> "it is not a folder";
          case FileAlreadyExistsException e -> "there is a file of this name";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default ->
              problem.getMessage() == null
                  ? problem.getClass().getSimpleName()
                  : problem.getMessage();
        };
    return new HloException(
        Diagnostic.of(DiagnosticCode.FILE, "Cannot " + action + " " + file + ": " + reason + "."),
        problem);
  }
}
