package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The realistic StableHLO programs beside the checkout give the same bits as XLA's dump of their
 * HLO before optimisation: those with fewer than 100,000 argument elements, or with {@code
 * -Dtest.jvm.flags="-Dhlo.corpus=all -Xmx5g"} all.
 */
class StablehloDumpsCorpusTest {
  private static final Path PROGRAMS =
      Path.of(System.getProperty("hlo.shared", "../../shared"), "programs");

  private static final long SMALL = 100_000;

  @TestFactory
  Stream<DynamicTest> programsAgreeWithTheirDumps() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(PROGRAMS), "there is no corpus at " + PROGRAMS);
    List<Path> files;
    try (Stream<Path> all = Files.walk(PROGRAMS)) {
      files = all.filter(file -> file.toString().endsWith(".mlir")).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no programs found");
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".mlir", "");
    HloModule dump = read(file.resolveSibling(name + ".xla_before_optimizations.hlo.txt"));
    long elements =
        dump.entry().parameters().stream().mapToLong(p -> p.shape().asArray().elementCount()).sum();
    Assumptions.assumeTrue(
        elements < SMALL || "all".equals(System.getProperty("hlo.corpus")),
        "larger programs run with -Dhlo.corpus=all");
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : dump.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), 17 + arguments.size()));
    }
    List<ArrayLiteral> expected = run(dump, arguments);
    List<ArrayLiteral> actual = run(read(file), arguments);
    assertEquals(expected.size(), actual.size(), "number of results");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).shape(), actual.get(i).shape(), "shape of result " + i);
      assertEquals(
          -1, expected.get(i).segment().mismatch(actual.get(i).segment()), "bytes of result " + i);
    }
  }

  private static HloModule read(Path file) throws IOException {
    HloModule module = ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
    HloVerifier.verify(module);
    return module;
  }

  private static List<ArrayLiteral> run(HloModule module, List<Literal> arguments) {
    try (Executable executable = new InterpreterBackend().compile(module, Options.DEFAULT)) {
      return leaves(executable.run(arguments));
    }
  }

  private static List<ArrayLiteral> leaves(Literal literal) {
    return switch (literal) {
      case TupleLiteral tuple ->
          tuple.elements().stream().flatMap(e -> leaves(e).stream()).toList();
      case ArrayLiteral array -> List.of(array);
      default -> List.of();
    };
  }
}
