package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The programs and models beside the checkout: fused, they are valid and obey the rules; programs
 * that the interpreter runs in seconds have the same results, bit for bit.
 */
class FusionCorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "../../shared"));

  /** Minutes on the interpreter, and nothing in them that other programs do not have. */
  private static final Set<String> LONG =
      Set.of("matmul1024", "matmul2048", "matmul512", "conv56", "add16m", "exp16m", "gelu16m",
          "tanh16m", "reducesum16m", "transpose4096");

  @TestFactory
  Stream<DynamicTest> programsKeepTheirResults() throws IOException {
    return files("programs")
        .filter(file -> file.toString().endsWith("before_optimizations.hlo.txt"))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
  }

  @TestFactory
  Stream<DynamicTest> modelsStayValid() throws IOException {
    return files("corpora/models")
        .filter(file -> file.toString().endsWith(".hlo"))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> fuse(file)));
  }

  private static Stream<Path> files(String folder) throws IOException {
    Path root = SHARED.resolve(folder);
    Assumptions.assumeTrue(Files.isDirectory(root), "no corpus at " + root);
    return Files.walk(root).filter(Files::isRegularFile).sorted();
  }

  private static HloModule fuse(Path file) {
    HloModule module = Programs.read(file);
    new FusionPass().run(module);
    HloVerifier.verify(module);
    assertEquals(List.of(), FusionRules.violations(module));
    return module;
  }

  private static void run(Path file) {
    HloModule fused = fuse(file);
    if (!LONG.contains(file.getParent().getFileName().toString())) {
      HloModule original = Programs.read(file);
      List<Literal> arguments = Programs.arguments(original, 3);
      Programs.assertSame(Programs.run(original, arguments), Programs.run(fused, arguments));
    }
  }
}
