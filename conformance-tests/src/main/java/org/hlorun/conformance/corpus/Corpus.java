package org.hlorun.conformance.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.program.ProgramFormat;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;

/** Finds and reads programs. */
public final class Corpus {
  private static final Set<String> SUFFIXES = Set.of("hlo", "mlir", "pb");

  private Corpus() {}

  /**
   * The program files at and below some paths, in order. Files that are named themselves are taken
   * whatever their suffix.
   *
   * @param filter a glob over file names and over whole paths, or null for all
   * @throws HloException ({@code FILE}) if a path does not exist or a folder cannot be listed,
   *     ({@code USAGE}) if the filter is no glob
   */
  public static List<Path> files(List<Path> paths, String filter) {
    PathMatcher matcher = matcher(filter);
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw HloException.of(
            DiagnosticCode.FILE, "there is no file or folder " + path, "check the path");
      }
      try (Stream<Path> below = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
        below
            .filter(Files::isRegularFile)
            .filter(file -> file.equals(path) || SUFFIXES.contains(suffix(file)))
            .filter(file -> matcher.matches(file) || matcher.matches(file.getFileName()))
            .sorted()
            .forEach(files::add);
      } catch (IOException | UncheckedIOException e) {
        throw HloException.of(DiagnosticCode.FILE, "cannot list " + path + ": " + e, null);
      }
    }
    return files;
  }

  private static PathMatcher matcher(String filter) {
    if (filter == null) {
      return path -> true;
    }
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + filter);
    } catch (PatternSyntaxException e) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "The filter %s is no glob: %s.".formatted(filter, e.getDescription()),
          "Write one such as '*dot*' or 'add_{f32,s8}.mlir'.");
    }
  }

  private static String suffix(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The programs of a file; one that cannot be read is among them with its problem. */
  public static List<TestProgram> read(Path file) {
    SourceText source;
    try {
      source = SourceText.of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      HloException problem =
          HloException.of(DiagnosticCode.FILE, "cannot read " + file + ": " + e, null);
      return List.of(TestProgram.unreadable(file, "", problem));
    }
    if (ProgramFormat.of(source.toBytes()) == ProgramFormat.MLIR_TEXT) {
      return StablehloPrograms.read(file, source);
    }
    try {
      HloModule module = ProgramReader.read(source);
      HloVerifier.verify(module);
      return List.of(TestProgram.of(file, module.name(), module));
    } catch (HloException e) {
      return List.of(TestProgram.unreadable(file, "", e));
    }
  }
}
