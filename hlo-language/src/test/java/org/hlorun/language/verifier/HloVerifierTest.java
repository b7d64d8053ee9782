package org.hlorun.language.verifier;

import static org.hlorun.language.benchmark.TimeLimit.assertWithin;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.programs.ProgramCase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class HloVerifierTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "absent"));

  private static final String TWO_MISTAKES =
      """
      HloModule m

      ENTRY e {
        a = f32[2,3] parameter(0)
        b = f32[1,3] parameter(1)
        c = f32[2,3] add(a, b)
        ROOT d = f32[3,2] negate(a)
      }
      """;

  @Test
  void everyDiagnosticHasItsPlaceAndARemedyWhereThereIsOne() {
    List<Diagnostic> diagnostics = HloVerifier.check(VerifierCases.parse(TWO_MISTAKES));
    assertEquals(2, diagnostics.size());
    assertEquals(
        """
        test:6:3: error[HLO2001]: I10: Binary op with incompatible shapes: f32[2,3] and f32[1,3], \
        in c = add of computation e
            c = f32[2,3] add(a, b)
            ^
          help: HLO has no implicit broadcasting: broadcast the smaller operand first\
        """,
        diagnostics.get(0).render());
    assertEquals(7, diagnostics.get(1).location().line());
  }

  @Test
  void verifyThrowsAllThatIsWrong() {
    HloModule module = VerifierCases.parse(TWO_MISTAKES);
    HloException refusal = assertThrows(HloException.class, () -> HloVerifier.verify(module));
    assertEquals(HloVerifier.check(module), refusal.diagnostics());
  }

  @Test
  void verifyAcceptsAValidModule() {
    HloModule module =
        VerifierCases.parse("HloModule m\nENTRY e {\n  ROOT a = f32[] parameter(0)\n}");
    assertDoesNotThrow(() -> HloVerifier.verify(module));
  }

  @Test
  void noMoreThanAHundredDiagnosticsAreReported() {
    StringBuilder text = new StringBuilder("HloModule m\nENTRY e {\n  a = f32[2] parameter(0)\n");
    for (int i = 0; i < 500; i++) {
      text.append("  n%d = f32[3] negate(a)\n".formatted(i));
    }
    text.append("}\n");
    assertEquals(100, HloVerifier.check(VerifierCases.parse(text.toString())).size());
  }

  @Test
  void aChainOfManyInstructionsIsCheckedInLinearTime() {
    StringBuilder text = new StringBuilder("HloModule m\nENTRY e {\n  n0 = f32[2] parameter(0)\n");
    for (int i = 1; i <= 100_000; i++) {
      text.append("  n%d = f32[2] add(n%d, n%d)\n".formatted(i, i - 1, i - 1));
    }
    text.append("}\n");
    HloModule module = VerifierCases.parse(text.toString());
    // About a tenth of a second; following operands twice each would take for ever.
    List<Diagnostic> diagnostics =
        assertWithin(Duration.ofSeconds(20), () -> HloVerifier.check(module), "checking");
    assertEquals(List.of(), diagnostics);
  }

  @Test
  void everyInvariantHasATestThatBreaksIt() {
    // Those that no text breaks, since the parser is stricter, have tests on changed modules.
    Set<Invariant> missing =
        EnumSet.complementOf(
            EnumSet.of(
                Invariant.LINKS,
                Invariant.ORDER,
                Invariant.PARAMETERS,
                Invariant.LAYOUTS,
                Invariant.OPERAND_COUNT,
                Invariant.CONSTANTS));
    for (String file : VerifierCases.FILES) {
      for (ProgramCase program : VerifierCases.read(file)) {
        missing.removeIf(
            invariant -> program.expectation().startsWith("refused: " + invariant.number() + ":"));
      }
    }
    assertEquals(Set.of(), missing);
  }

  @TestFactory
  Stream<DynamicTest> modulesOfRealProgramsAreValid() throws IOException {
    List<Path> roots = List.of(SHARED.resolve("corpora/models"), SHARED.resolve("programs"));
    assumeTrue(
        roots.stream().allMatch(Files::isDirectory), "hlo.shared names no directory of programs");
    return roots.stream()
        .flatMap(HloVerifierTest::modules)
        .map(
            file ->
                DynamicTest.dynamicTest(SHARED.relativize(file).toString(), () -> accept(file)));
  }

  private static Stream<Path> modules(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> isModule(file.getFileName().toString()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isModule(String name) {
    return name.endsWith(".hlo") || name.endsWith("_optimizations.hlo.txt");
  }

  private static void accept(Path file) throws IOException {
    HloModule module =
        HloParser.parse(SourceText.of(file.getFileName().toString(), Files.readAllBytes(file)));
    assertEquals(List.of(), HloVerifier.check(module));
  }

  @Test
  void theInvariantsAreNumberedInTheOrderOfTheList() {
    assertEquals("I1", Invariant.LINKS.number());
    assertEquals("I23", Arrays.stream(Invariant.values()).toList().getLast().number());
  }
}
