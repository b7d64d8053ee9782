package org.hlorun.language.printer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;

/**
 * The modules of {@code roundtrip/}: {@code NAME.hlo} in the long form, most with the same module
 * in other forms beside it as {@code NAME.FORM.txt}. The texts were written by XLA's printer but
 * for {@code newer.hlo}, whose syntax that version did not have.
 */
final class RoundTripCorpus {
  static final List<String> FORMS = List.of("default", "short", "canonical");

  private RoundTripCorpus() {}

  static Path directory() {
    try {
      return Path.of(RoundTripCorpus.class.getResource("/roundtrip").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of all modules. */
  static Stream<String> names() {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".hlo"))
          .map(name -> name.substring(0, name.length() - ".hlo".length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HloModule module(String name) {
    return parse(longText(name));
  }

  static String longText(String name) {
    return read(directory().resolve(name + ".hlo"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HloModule parse(String text) {
    return HloParser.parse(SourceText.of("text", text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  static PrintForm form(String name) {
    return switch (name) {
      case "default" -> PrintForm.DEFAULT;
      case "short" -> PrintForm.SHORT;
      case "canonical" -> PrintForm.CANONICAL;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
