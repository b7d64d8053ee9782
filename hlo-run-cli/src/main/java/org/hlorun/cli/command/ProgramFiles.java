package org.hlorun.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.tensorfile.FileProblems;

/** Files and folders of programs as the command line names them. */
final class ProgramFiles {
  private static final int LOOK_AHEAD = 1 << 16;

  /** What a module's text begins with, behind comments. */
  private static final Pattern MODULE =
      Pattern.compile("(?s)(?:\\s+|//[^\\n]*\\n|/\\*.*?\\*/)*+HloModule\\s.*");

  /**
   * One program.
   *
   * @param file the file, or {@code -}
   * @param inFolder its path within the folder that was named, or its file name
   */
  record Entry(String file, Path inFolder) {}

  private ProgramFiles() {}

  /**
   * All programs: files as named, and of folders, sorted by name, all {@code .hlo} files and all
   * others that hold HLO text.
   *
   * @throws HloException {@code FILE} if a path cannot be read, {@code USAGE} if there is no
   *     program
   */
  static List<Entry> find(List<String> paths) {
    List<Entry> entries = new ArrayList<>();
    for (String path : paths) {
      Path root = ProgramFile.path(path);
      if (path.equals(ProgramFile.STANDARD_INPUT)) {
        entries.add(new Entry(path, Path.of("stdin.hlo")));
      } else if (Files.isDirectory(root)) {
        for (Path file : programsIn(root)) {
          entries.add(new Entry(file.toString(), root.relativize(file)));
        }
      } else {
        entries.add(new Entry(path, root.getFileName()));
      }
    }
    if (entries.isEmpty()) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "There is no program in " + String.join(", ", paths) + ".",
          "Programs are .hlo files, and others that begin with HloModule.");
    }
    return entries;
  }

  private static List<Path> programsIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(ProgramFiles::isProgram).sorted().toList();
    } catch (IOException e) {
      throw FileProblems.io(folder, "read", e);
    } catch (UncheckedIOException e) {
      throw FileProblems.io(folder, "read", e.getCause());
    }
  }

  private static boolean isProgram(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    if (file.toString().endsWith(".hlo")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(LOOK_AHEAD), StandardCharsets.ISO_8859_1);
      return MODULE.matcher(start).matches();
    } catch (IOException e) {
      return false; // a file that was not named and cannot be read
    }
  }
}
