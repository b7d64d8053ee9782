package org.hlorun.conformance.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.hlorun.conformance.fuzz.BackendCheck;
import org.hlorun.conformance.fuzz.FuzzCheck;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.PassChecks;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.reduce.Reducer;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few hundred programs in every build, and campaigns over things that are wrong on purpose. */
class CampaignTest {
  private static final long SEED = Long.getLong("hlo.fuzz.seed", 1);

  @TempDir private Path folder;

  private static void assertClean(CampaignReport report) {
    assertEquals(
        List.of(),
        report.buckets().stream()
            .map(b -> b.first().program().seed() + ": " + b.first().message())
            .toList());
  }

  @Test
  void passesKeepTheMeaningOfRandomPrograms() {
    int programs = Integer.getInteger("hlo.fuzz.programs", 200);
    List<FuzzCheck> checks = List.of(PassChecks.text(), PassChecks.pipeline(), PassChecks.subset());
    assertClean(new Campaign(CampaignOptions.of(SEED, programs), checks, f -> {}).run());
  }

  @Test
  void nativeCodeKeepsTheMeaningOfRandomPrograms() {
    int programs = Integer.getInteger("hlo.fuzz.native", 20);
    List<FuzzCheck> checks = List.of(new BackendCheck(Runs.backend("cpu")));
    assertClean(new Campaign(CampaignOptions.of(SEED, programs), checks, f -> {}).run());
  }

  /** Runs programs after their subtractions have become additions. */
  private static FuzzCheck confusedSubtraction() {
    return FuzzCheck.of(
        "confused",
        program -> {
          HloModule module = ModuleCloner.clone(program.module());
          for (HloComputation computation : module.computations()) {
            for (HloInstruction old : List.copyOf(computation.instructions())) {
              if (old.opcode() == Opcode.SUBTRACT) {
                HloInstruction sum =
                    computation.add(
                        "sum", Opcode.ADD, old.shape(), old.operands(), old.attributes());
                computation.replaceAllUses(old, sum);
              }
            }
            computation.sortTopologically();
          }
          return Runs.interpret(module, program.arguments());
        });
  }

  @Test
  void findsAWrongResultAndReducesItToTheInstructionThatIsWrong() throws IOException {
    List<FuzzFailure> found = new ArrayList<>();
    CampaignReport report =
        new Campaign(
                CampaignOptions.of(1, 60).withOutput(folder),
                List.of(confusedSubtraction()),
                found::add)
            .run();
    assertTrue(report.failures() > 0);
    FuzzFailure first = found.getFirst();
    assertEquals(1, Reducer.size(first.program().module()), first::toString);
    assertEquals("confused: subtract", first.cause());
    assertFalse(Files.exists(folder.resolve("running0")));
    assertReplays(first);
  }

  /** The file that was written, with what lies beside it, still fails. */
  private void assertReplays(FuzzFailure failure) throws IOException {
    try (var files = Files.list(folder)) {
      Path file = files.filter(f -> f.toString().endsWith(".hlo")).findFirst().orElseThrow();
      String text = Files.readString(file);
      assertTrue(text.contains("seed " + failure.program().seed()), text);
      HloModule module = HloParser.parse(SourceText.of(file.toString(), text));
      List<Literal> arguments = FailureFiles.arguments(file, module).orElse(List.of());
      RandomProgram program = new RandomProgram(0, module, arguments);
      assertFalse(Runs.interpret(module, arguments).equals(confusedSubtraction().run(program)));
    }
  }

  @Test
  void anExceptionAndAHangAreFailures() {
    List<String> kinds = new ArrayList<>();
    for (FuzzCheck check : List.of(check("throws", true), check("hangs", false))) {
      CampaignOptions options =
          new CampaignOptions(
              1,
              1,
              Duration.ZERO,
              Duration.ofMillis(300),
              java.util.Optional.empty(),
              org.hlorun.conformance.generator.GeneratorOptions.DEFAULT,
              Duration.ofMillis(100),
              1,
              () -> false);
      new Campaign(options, List.of(check), f -> kinds.add(f.kind().name())).run();
    }
    assertEquals(List.of("EXCEPTION", "HANG"), kinds);
  }

  private static FuzzCheck check(String name, boolean fails) {
    return FuzzCheck.of(
        name,
        program -> {
          if (fails) {
            throw new IllegalStateException("on purpose");
          }
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          return null;
        });
  }

  @Test
  void whatAProcessWasRunningWhenItEndedIsAFailure() throws IOException {
    Files.writeString(folder.resolve("running1"), "42 2 24 4096 15\n");
    CampaignReport report =
        new Campaign(CampaignOptions.of(1, 1).withOutput(folder), List.of(), f -> {}).run();
    assertEquals(1, report.failures());
    assertEquals(FuzzFailure.Kind.CRASH, report.buckets().getFirst().first().kind());
    assertEquals(42, report.buckets().getFirst().first().program().seed());
  }

  @Test
  void severalThreadsCheckEveryProgramOnce() {
    Set<Long> seeds = ConcurrentHashMap.newKeySet();
    FuzzCheck check = collecting(seeds);
    CampaignReport report =
        new Campaign(CampaignOptions.of(5, 40).withThreads(3), List.of(check), f -> {}).run();
    assertClean(report);
    assertEquals(40, report.programs());
    assertEquals(LongStream.range(5, 45).boxed().collect(Collectors.toSet()), seeds);
  }

  private static FuzzCheck collecting(Set<Long> seeds) {
    return FuzzCheck.of(
        "collecting",
        program -> {
          if (!seeds.add(program.seed())) {
            throw new IllegalStateException("seed " + program.seed() + " twice");
          }
          return Runs.interpret(program.module(), program.arguments());
        });
  }
}
