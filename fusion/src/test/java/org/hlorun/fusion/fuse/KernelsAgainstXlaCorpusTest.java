package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.fusion.cost.ModuleCost;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kernels and bytes moved of the programs beside the checkout, simplified and fused, against what
 * XLA:CPU made of them: neither is more. Prints the rows of the table in BENCHMARKS.md.
 */
class KernelsAgainstXlaCorpusTest {
  private static final Path PROGRAMS =
      Path.of(System.getProperty("hlo.shared", "../../shared")).resolve("programs");

  @TestFactory
  Stream<DynamicTest> noMoreKernelsAndBytesThanXla() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(PROGRAMS), "no programs at " + PROGRAMS);
    return Files.list(PROGRAMS)
        .sorted()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
  }

  private static void compare(Path folder) {
    String name = folder.getFileName().toString();
    HloModule module = Programs.read(folder.resolve(name + ".xla_before_optimizations.hlo.txt"));
    ModuleCost before = ModuleCost.of(module);
    HloModule optimized = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass().run(optimized);
    HloVerifier.verify(optimized);
    assertEquals(List.of(), FusionRules.violations(optimized));
    ModuleCost ours = ModuleCost.of(optimized);
    ModuleCost theirs =
        ModuleCost.of(Programs.read(folder.resolve(name + ".xla_after_optimizations.hlo.txt")));
    System.out.printf(
        "| %s | %d | %d | %d | %.2f | %.2f | %.2f |%n",
        name,
        before.kernels(),
        ours.kernels(),
        theirs.kernels(),
        before.bytes() / 1e6,
        ours.bytes() / 1e6,
        theirs.bytes() / 1e6);
    assertTrue(ours.kernels() <= theirs.kernels(), "kernels");
    assertTrue(
        ours.bytes() <= theirs.bytes(), () -> ours.bytes() + " bytes, XLA " + theirs.bytes());
  }
}
