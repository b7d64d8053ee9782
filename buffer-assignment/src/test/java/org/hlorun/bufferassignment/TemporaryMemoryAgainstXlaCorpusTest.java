package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Temporary memory of the programs beside the checkout, simplified and fused, against XLA:CPU's own
 * plan of each. Prints the rows of the table in BENCHMARKS.md.
 */
class TemporaryMemoryAgainstXlaCorpusTest {
  private static final Path PROGRAMS =
      Path.of(System.getProperty("hlo.shared", "../../shared")).resolve("programs");

  /** An allocation of XLA's plan that is neither argument nor result nor constant. */
  private static final Pattern TEMPORARY =
      Pattern.compile("^allocation \\d+: size (\\d+), preallocated-temp:", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> noMoreTemporaryMemoryThanXla() throws IOException {
    assumeTrue(Files.isDirectory(PROGRAMS), "no programs at " + PROGRAMS);
    return Files.list(PROGRAMS)
        .sorted()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
  }

  private static void compare(Path folder) throws IOException {
    String name = folder.getFileName().toString();
    Path file = folder.resolve(name + ".xla_before_optimizations.hlo.txt");
    HloModule module = ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
    HloVerifier.verify(module);
    HloModule optimized = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass().run(optimized);
    BufferAssignment ours = Plans.of(optimized, AssignmentOptions.DEFAULT);
    long theirs = 0;
    Matcher matcher =
        TEMPORARY.matcher(Files.readString(folder.resolve(name + ".xla_buffer_assignment.txt")));
    while (matcher.find()) {
      theirs += Long.parseLong(matcher.group(1));
    }
    System.out.printf(
        "| `%s` | %d | %d | %d |%n", name, ours.temporaryBytes(), ours.lowerBound(), theirs);
    assertTrue(
        ours.temporaryBytes() <= theirs,
        "temporary bytes " + ours.temporaryBytes() + ", XLA " + theirs);
  }
}
