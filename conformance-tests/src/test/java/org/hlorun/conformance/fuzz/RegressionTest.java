package org.hlorun.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What random programs have found, made smaller: every program must pass every check. */
class RegressionTest {
  static Stream<Path> programs() throws IOException, URISyntaxException {
    Path folder = Path.of(RegressionTest.class.getResource("/regressions").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void passes(Path file) throws IOException {
    HloModule module = HloParser.parse(SourceText.of(file.toString(), Files.readString(file)));
    HloVerifier.verify(module);
    List<FuzzCheck> checks =
        List.of(
            PassChecks.text(),
            PassChecks.pipeline(),
            PassChecks.subset(),
            new BackendCheck(Runs.backend("cpu")));
    try (Fuzzer fuzzer = Fuzzer.ofGenerated(checks, Duration.ofSeconds(60))) {
      for (long seed = 0; seed < 3; seed++) {
        RandomProgram program = new RandomProgram(seed, module, arguments(module, seed));
        assertEquals("", fuzzer.test(program).map(FuzzFailure::message).orElse(""));
      }
    }
  }

  private static List<Literal> arguments(HloModule module, long seed) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), RandomLiterals.streamSeed(seed, arguments.size())));
    }
    return arguments;
  }
}
