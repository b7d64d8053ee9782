package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every program below the resource folder {@code programs} and compares with what it expects
 * of itself.
 */
class ProgramsTest {

  @TestFactory
  Stream<DynamicTest> everyProgramGivesItsExpectedResult() throws IOException, URISyntaxException {
    URL folder = ProgramsTest.class.getResource("/programs");
    Path root = Path.of(folder.toURI());
    List<Path> programs;
    try (Stream<Path> files = Files.walk(root)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).sorted().toList();
    }
    assertFalse(programs.isEmpty(), "no programs found");
    return programs.stream()
        .map(file -> DynamicTest.dynamicTest(root.relativize(file).toString(), () -> check(file)));
  }

  private static void check(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ExpectedResult expected = ExpectedResult.of(text);
    SourceText source = SourceText.of(file.getFileName().toString(), text);
    if (expected.errorCode() != null) {
      HloException error = assertThrows(HloException.class, () -> run(source, expected, Host.NONE));
      assertEquals(expected.errorCode(), error.diagnostic().code().id(), error.getMessage());
      return;
    }
    RecordingHost host = new RecordingHost(expected.infeed());
    List<Literal> results = run(source, expected, host);
    assertEquals(expected.devices().size(), results.size(), "number of devices");
    for (int d = 0; d < results.size(); d++) {
      compare("device %d, result ".formatted(d), expected.devices().get(d), leaves(results.get(d)));
      compare("device %d, fed out ".formatted(d), exactly(expected.outfeed()), host.fedOut(d));
      assertEquals(0, host.left(d), "device %d: values left in its infeed".formatted(d));
    }
  }

  private static List<ExpectedResult.Leaf> exactly(List<ArrayLiteral> values) {
    return values.stream().map(value -> new ExpectedResult.Leaf(value, 0)).toList();
  }

  private static List<ArrayLiteral> leaves(Literal literal) {
    List<ArrayLiteral> leaves = new ArrayList<>();
    collect(literal, leaves);
    return leaves;
  }

  private static void compare(
      String what, List<ExpectedResult.Leaf> expected, List<ArrayLiteral> leaves) {
    assertEquals(expected.size(), leaves.size(), what + "leaves");
    for (int i = 0; i < leaves.size(); i++) {
      ExpectedResult.Leaf leaf = expected.get(i);
      LiteralAssert.assertClose(what + i, leaf.value(), leaves.get(i), leaf.ulps());
    }
  }

  private static List<Literal> run(SourceText source, ExpectedResult expected, Host host) {
    HloModule module = HloParser.parse(source);
    HloVerifier.verify(module);
    int replicas = expected.replicas();
    int partitions = expected.partitions();
    Options options = Options.DEFAULT.withHost(host);
    try (Executable executable = new InterpreterBackend().compile(module, options)) {
      return executable.runOnGrid(
          Collections.nCopies(replicas * partitions, List.of()), replicas, partitions);
    }
  }

  private static void collect(Literal literal, List<ArrayLiteral> leaves) {
    if (literal instanceof TupleLiteral tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else if (literal instanceof ArrayLiteral array) {
      leaves.add(array);
    }
  }
}
