package org.hlorun.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of {@code passes}, one per case: a program, after a line {@code // =>} the program that
 * the pass makes of it, or after {@code // => unchanged} nothing, or after {@code // =>} the words
 * {@code without divide} or {@code without divide(c64}. The first line names the passes, and the
 * tolerance and the numerics where they are not {@code exact} and {@code default}:
 *
 * <pre>
 * // passes: float-algebra numerics: fast tolerance: rounding
 * </pre>
 *
 * <p>Programs are compared by structure; names do not matter. Before and after run on the
 * interpreter and have to agree, also where a program is an error.
 */
class PassGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/passes");
  private static final String ARROW = "// =>";

  /** A file taken apart. */
  private record Case(
      Set<String> passes,
      Numerics numerics,
      Comparison.Tolerance tolerance,
      HloModule before,
      String expected) {

    static Case read(Path file) throws IOException {
      String text = Files.readString(file);
      List<String> words = List.of(text.lines().findFirst().orElseThrow().split("\\s+"));
      int arrow = text.indexOf(ARROW);
      assertTrue(arrow > 0, "no line " + ARROW);
      return new Case(
          Set.of(after(words, "passes:", "").split(",")),
          Numerics.valueOf(after(words, "numerics:", "DEFAULT").toUpperCase(Locale.ROOT)),
          Comparison.Tolerance.valueOf(
              after(words, "tolerance:", "EXACT").toUpperCase(Locale.ROOT)),
          parse(file, text.substring(0, arrow)),
          text.substring(arrow + ARROW.length()).strip());
    }

    private static String after(List<String> words, String key, String otherwise) {
      int index = words.indexOf(key);
      return index < 0 ? otherwise : words.get(index + 1);
    }

    PassOptions options() {
      return PassOptions.DEFAULT.withOnlyPasses(passes).withNumerics(numerics).withVerifyEach(true);
    }
  }

  private static HloModule parse(Path file, String text) {
    HloModule module = HloParser.parse(SourceText.of(file.toString(), text));
    HloVerifier.verify(module);
    return module;
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".hlo")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aPassMakesOfAProgramWhatTheFileSays(Path file) throws IOException {
    Case testCase = Case.read(file);
    PassManager manager = new PassManager(testCase.options());
    HloModule after = OptimizationPipeline.optimize(testCase.before, testCase.options(), manager);
    boolean changed = manager.statistics().entries().stream().anyMatch(e -> e.changes() > 0);
    if (testCase.expected.equals("unchanged")) {
      assertFalse(changed, () -> canonical(after));
    } else if (testCase.expected.startsWith("without ")) {
      String opcode = testCase.expected.substring("without".length());
      String call = opcode.contains("(") ? opcode : opcode + "(";
      assertTrue(canonical(testCase.before).contains(call), call);
      assertFalse(canonical(after).contains(call), () -> readable(after));
    } else {
      assertTrue(changed, "the pass does not fire");
      HloModule expected = parse(file, testCase.expected);
      assertEquals(canonical(expected), canonical(after), () -> readable(after));
    }
    assertSameMeaning(testCase, after);
  }

  private static void assertSameMeaning(Case testCase, HloModule after) {
    for (long seed = 1; seed <= 3; seed++) {
      List<Literal> arguments = Comparison.arguments(testCase.before, seed);
      Optional<String> error = error(testCase.before, arguments);
      if (error.isPresent()) {
        assertEquals(error, error(after, arguments));
        continue;
      }
      assertEquals(
          "",
          Comparison.difference(
                  Comparison.run(testCase.before, arguments, Options.DEFAULT),
                  Comparison.run(after, arguments, Options.DEFAULT),
                  testCase.tolerance)
              .orElse(""));
    }
  }

  /** The code of the error that a program ends with. */
  private static Optional<String> error(HloModule module, List<Literal> arguments) {
    try {
      Comparison.run(module, arguments, Options.DEFAULT);
      return Optional.empty();
    } catch (HloException e) {
      return Optional.of(e.diagnostic().code().id());
    }
  }

  private static String canonical(HloModule module) {
    return HloPrinter.print(module, PrintForm.CANONICAL.withLargeConstants())
        .replaceAll("(?m)^(ENTRY )?\\S+ \\{$", "$1{"); // calls show what they call
  }

  private static String readable(HloModule module) {
    return HloPrinter.print(module, PrintForm.SHORT);
  }

  @Test
  void everyPassHasACaseWhereItFires() throws IOException {
    Set<String> fired = new HashSet<>();
    for (Path file : files()) {
      Case testCase = Case.read(file);
      if (!testCase.expected.equals("unchanged")) {
        fired.addAll(testCase.passes);
      }
    }
    Set<String> missing = new HashSet<>(OptimizationPipeline.passNames());
    missing.removeAll(fired);
    assertEquals(Set.of(), missing);
  }
}
