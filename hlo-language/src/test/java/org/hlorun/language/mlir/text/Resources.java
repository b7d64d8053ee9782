package org.hlorun.language.mlir.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;

/** The texts that tests of this package share. */
final class Resources {
  private Resources() {}

  /** The files of pairs of sections: pretty forms, and the same in generic form. */
  static List<Path> forms() {
    try (Stream<Path> files =
        Files.list(Path.of(Resources.class.getResource("/mlir/forms").toURI()))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static SourceText text(Path file) {
    try {
      return SourceText.of(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
