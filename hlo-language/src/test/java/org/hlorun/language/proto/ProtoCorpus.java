package org.hlorun.language.proto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/**
 * The modules of {@code roundtrip/} as text, and of {@code proto/} as {@code HloModuleProto}: what
 * XLA's own {@code HloModule::ToProto} made of the texts.
 */
final class ProtoCorpus {
  private ProtoCorpus() {}

  private static Path directory(String name) {
    try {
      return Path.of(ProtoCorpus.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(String directory, String suffix) {
    try (Stream<Path> files = Files.list(directory(directory))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modules that there are as text. */
  static List<String> texts() {
    return names("roundtrip", ".hlo");
  }

  /** The modules that XLA has serialised. */
  static List<String> serialized() {
    return names("proto", ".pb");
  }

  static HloModule module(String name) {
    return parse(bytes(directory("roundtrip").resolve(name + ".hlo")));
  }

  static byte[] binary(String name) {
    return bytes(directory("proto").resolve(name + ".pb"));
  }

  static HloModule parse(byte[] text) {
    return HloParser.parse(SourceText.of("text", text));
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String print(HloModule module) {
    return HloPrinter.print(module, PrintForm.LONG);
  }
}
