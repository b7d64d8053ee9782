package org.hlorun.language.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Modules of real programs, where the system property {@code hlo.shared} names a directory that has
 * them.
 */
class SharedProtoTest {
  private static final Path MODELS =
      Path.of(System.getProperty("hlo.shared", "absent")).resolve("corpora/models");

  @Test
  void aModuleOfJaxIsItsText() {
    Path binary = MODELS.resolve("jax_fn.hlo.pb");
    assumeTrue(Files.exists(binary), "no shared corpus");
    HloModule module = HloProtoReader.read(binary);
    HloVerifier.verify(module);
    HloModule text = ProtoCorpus.parse(ProtoCorpus.bytes(MODELS.resolve("jax_fn.hlo")));
    // The text was printed without metadata.
    assertEquals(
        HloPrinter.print(text, PrintForm.SHORT), HloPrinter.print(module, PrintForm.SHORT));
  }

  @Test
  void modelsKeepTheirTexts() throws IOException {
    assumeTrue(Files.isDirectory(MODELS), "no shared corpus");
    List<Path> files;
    try (Stream<Path> all = Files.list(MODELS)) {
      files = all.filter(file -> file.toString().endsWith(".hlo")).sorted().toList();
    }
    for (Path file : files) {
      HloModule module = ProtoCorpus.parse(ProtoCorpus.bytes(file));
      HloModule again = HloProtoReader.read(HloProtoWriter.write(module));
      assertEquals(ProtoCorpus.print(module), ProtoCorpus.print(again), file.toString());
    }
  }
}
