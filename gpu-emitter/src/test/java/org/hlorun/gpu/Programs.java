package org.hlorun.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;

/** The programs that the tests compile. */
final class Programs {
  private Programs() {}

  /** All programs of the test resources. */
  static List<Path> all() {
    return all("programs");
  }

  private static List<Path> all(String folder) {
    try (Stream<Path> files =
        Files.list(Path.of(Programs.class.getResource("/" + folder).toURI()))) {
      return files.sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static HloModule named(String name) {
    return in("programs", name);
  }

  /** A program of another folder of the test resources. */
  static HloModule in(String folder, String name) {
    return read(
        all(folder).stream().filter(p -> p.endsWith(name + ".hlo")).findFirst().orElseThrow());
  }

  static HloModule read(Path file) {
    try {
      return ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HloModule parse(String text) {
    return ProgramReader.read(SourceText.of("test", text));
  }
}
