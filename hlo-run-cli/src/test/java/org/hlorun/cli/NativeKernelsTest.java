package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs whose instructions all have native code: nothing of them is handed back, one thread and
 * two give the same bits, results named by {@code // residual NUMBER: LIMIT} have no element of a
 * larger magnitude than the limit, and the others agree with the interpreter's.
 */
class NativeKernelsTest {
  private static final Path PROGRAMS = Path.of("src/test/resources/native");
  private static final Pattern RESIDUAL =
      Pattern.compile("^// residual (\\d+): (\\S+)$", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> programsRunNatively() throws IOException {
    List<Path> programs;
    try (Stream<Path> files = Files.list(PROGRAMS)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).sorted().toList();
    }
    assertFalse(programs.isEmpty(), "no programs found");
    return programs.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    HloModule module = HloParser.parse(SourceText.of(file.getFileName().toString(), text));
    HloVerifier.verify(module);
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, 3 + arguments.size()));
    }
    Literal one = run("cpu", module, arguments, 1);
    assertEquals(one, run("cpu", module, arguments, 2));
    Set<Integer> residuals = checkResiduals(text, (TupleLiteral) one);
    Literal expected = run("interpreter", module, arguments, 1);
    Backend reference = Backend.named("interpreter").orElseThrow();
    Verdict verdict = Verdict.of(module, arguments, expected, one, reference);
    for (int i = 0; i < verdict.comparisons().size(); i++) {
      Comparison comparison = verdict.comparisons().get(i);
      if (!residuals.contains(i) && !comparison.isWithin()) {
        fail("result " + i + ": " + comparison.worstDifference().orElseThrow());
      }
    }
  }

  /** Checks the residuals that a program names; gives their numbers. */
  private static Set<Integer> checkResiduals(String text, TupleLiteral results) {
    Set<Integer> numbers = new HashSet<>();
    Matcher residual = RESIDUAL.matcher(text);
    while (residual.find()) {
      int number = Integer.parseInt(residual.group(1));
      ArrayLiteral values = results.element(number).asArray();
      double limit = Double.parseDouble(residual.group(2));
      for (long i = 0; i < values.elementCount(); i++) {
        double magnitude = Math.abs(values.getDouble(i));
        assertTrue(magnitude <= limit, "result %d, element %d: %s".formatted(number, i, magnitude));
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static Literal run(
      String backend, HloModule module, List<Literal> arguments, int threads) {
    try (Executable executable =
        Backend.named(backend)
            .orElseThrow()
            .compile(module, Options.DEFAULT.withThreads(threads))) {
      assertEquals(List.of(), executable.fallbacks());
      return executable.run(arguments);
    }
  }
}
