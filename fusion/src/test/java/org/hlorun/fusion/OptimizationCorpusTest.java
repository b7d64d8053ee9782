package org.hlorun.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/** Programs of others: optimised and not, they compute the same. Skips without the corpora. */
class OptimizationCorpusTest {
  /** Programs that take longer than this are only optimised and verified. */
  private static final Options RUN =
      Options.DEFAULT.withTimeout(Duration.ofSeconds(5)).withFillElidedConstants(true);

  /** Programs with larger arguments are only optimised and verified. */
  private static final long MAX_ARGUMENT_BYTES = 4 << 20;

  private int compared;
  private final List<String> problems = new ArrayList<>();

  @Test
  void stablehloTests() throws IOException {
    int unread = CorpusModules.stablehlo(this::check);
    assertEquals(List.of(), problems);
    assertTrue(compared > 2000, () -> compared + " programs ran, " + unread + " files unread");
  }

  @Test
  void programsBeforeAndAfterXlasOptimisations() throws IOException {
    for (Path file : CorpusModules.files("programs", ".*\\.hlo(\\.txt)?")) {
      check(file.toString(), CorpusModules.read(file));
    }
    assertEquals(List.of(), problems);
    assertTrue(compared > 30, () -> "only " + compared + " programs ran");
  }

  @Test
  void models() throws IOException {
    for (Path file : CorpusModules.files("corpora/models", ".*\\.hlo")) {
      HloModule module = CorpusModules.read(file);
      HloModule optimized =
          OptimizationPipeline.optimize(module, PassOptions.DEFAULT.withVerifyEach(true));
      assertTrue(
          optimized.entry().root().shape().isCompatible(module.entry().root().shape()),
          file.toString());
    }
  }

  private void check(String name, HloModule module) {
    if (!HloVerifier.check(module).isEmpty()) {
      return;
    }
    String before = text(module);
    HloModule optimized =
        OptimizationPipeline.optimize(module, PassOptions.DEFAULT.withVerifyEach(true));
    assertEquals(before, text(module), "the input has changed");
    if (bytes(module) > MAX_ARGUMENT_BYTES) {
      return;
    }
    List<Literal> arguments = Comparison.arguments(module, 1);
    List<Literal> expected;
    try {
      expected = Comparison.run(module, arguments, RUN);
    } catch (HloException e) {
      return; // does not run as it is: too long, unsupported, or a test of a failure
    }
    try {
      Optional<String> difference =
          Comparison.difference(
              expected,
              Comparison.run(optimized, arguments, RUN.withTimeout(Duration.ofMinutes(1))),
              Comparison.Tolerance.ROUNDING);
      difference.ifPresent(d -> problems.add(name + ": " + d));
      compared++;
    } catch (HloException e) {
      problems.add(name + ": " + e.diagnostic().message());
    }
  }

  private static long bytes(HloModule module) {
    return module.entry().parameterInstructions().stream()
        .filter(p -> p.shape().isArray())
        .mapToLong(p -> p.shape().asArray().byteSize())
        .sum();
  }

  private static String text(HloModule module) {
    return HloPrinter.print(module, PrintForm.DEFAULT);
  }
}
