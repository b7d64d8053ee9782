package org.hlorun.conformance.diverge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.kit.WrongBackend;
import org.hlorun.conformance.reduce.Reducer;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class DivergenceFinderTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Rounds up what should be rounded down. */
  private static final Backend UPWARDS =
      new WrongBackend(
          "upwards", List.of(Opcode.FLOOR), (i, b) -> b.elementwise(Opcode.CEIL, i.operand(0)));

  /** Makes {@code a * b - c} of {@code c - a * b}: a mistake of two instructions. */
  private static final Backend SWAPPED =
      new WrongBackend(
          "swapped",
          List.of(Opcode.SUBTRACT),
          (i, b) ->
              i.operand(1).opcode() == Opcode.MULTIPLY
                  ? b.elementwise(Opcode.SUBTRACT, i.operand(1), i.operand(0))
                  : null);

  private static Trial trial(Backend backend) {
    return new Trial(
        backend,
        Runs.backend("interpreter"),
        AccuracyTable.DEFAULT,
        Options.DEFAULT.withThreads(1));
  }

  /** A run that the user ended says nothing of the back end. */
  @Test
  void whatIsCancelledDiffersInNothing() {
    Monitor cancelling =
        new Monitor() {
          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    Trial trial =
        new Trial(
            UPWARDS,
            Runs.backend("interpreter"),
            AccuracyTable.DEFAULT,
            Options.DEFAULT.withThreads(1).withMonitor(cancelling));
    HloModule module = module("ENTRY e { x = f32[] constant(1.5) ROOT y = f32[] floor(x) }");
    HloException e = assertThrows(HloException.class, () -> trial.problem(module, List.of()));
    assertEquals(DiagnosticCode.CANCELLED, e.diagnostic().code());
  }

  private static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  /** A program of 1,000 instructions, two of which are given, and all of which count. */
  private static HloModule thousand(String first, String second) {
    Random random = new Random(7);
    StringBuilder text =
        new StringBuilder(
            """
            ENTRY e {
              half = f32[] constant(0.5)
              halves = f32[8] broadcast(half), dimensions={}
              v0 = f32[8] iota(), iota_dimension=0
            """);
    for (int i = 1; i < 1000; i++) {
      int last = i - 1;
      int other = random.nextInt(Math.max(0, i - 30), i);
      String operation =
          switch (random.nextInt(5)) {
            case 0 -> "add(v%d, v%d)";
            case 1 -> "multiply(v%d, halves)";
            case 2 -> "negate(v%d)";
            case 3 -> "reverse(v%d), dimensions={0}";
            default -> "sine(v%d)";
          };
      operation = i == 611 ? first : i == 612 ? second : operation;
      text.append("  v%d = f32[8] %s%n".formatted(i, operation.formatted(last, other)));
    }
    return module(text + "  ROOT r = f32[8] add(v999, v612)\n}\n");
  }

  private static int reducedSize(Trial trial, Divergence divergence) {
    RandomProgram reduced =
        new Reducer(
                p -> trial.problem(p.module(), p.arguments()).isPresent(), Duration.ofMinutes(1))
            .reduce(divergence.program());
    assertTrue(trial.problem(reduced.module(), reduced.arguments()).isPresent());
    return Reducer.size(reduced.module());
  }

  private static Divergence find(Backend backend, HloModule module) {
    return new DivergenceFinder(trial(backend), LIMIT).find(module, List.of()).orElseThrow();
  }

  @Test
  void oneWrongInstructionAmongAThousandIsFoundAndReduced() {
    HloModule module = thousand("floor(v%d)", "add(v%d, v%d)");
    Divergence found = find(UPWARDS, module);
    assertEquals("v611", found.instructions().getFirst().name());
    assertEquals(1, found.instructions().size());
    assertEquals(List.of(), found.path());
    assertEquals(1, reducedSize(trial(UPWARDS), found));
  }

  @Test
  void twoInstructionsThatAreWrongTogetherAreFoundAndReduced() {
    HloModule module = thousand("multiply(v%d, v%d)", "subtract(v600, v%d)");
    Divergence found = find(SWAPPED, module);
    assertEquals(
        List.of("v611", "v612"), found.instructions().stream().map(HloInstruction::name).toList());
    assertTrue(reducedSize(trial(SWAPPED), found) <= 3);
  }

  @Test
  void whereEverythingIsRightNothingIsFound() {
    HloModule module =
        module(
            "ENTRY e { x = f32[2] constant({1.5, 2}) y = f32[2] ceil(x) ROOT r = f32[2] add(x, y)"
                + " }");
    assertEquals(
        Optional.empty(), new DivergenceFinder(trial(UPWARDS), LIMIT).find(module, List.of()));
  }

  @Test
  void theFirstWrongIterationOfALoopInACallIsFound() {
    // x = 0, then 0.5: the second iteration is the first with a fraction.
    HloModule module =
        module(
            """
            more { s = (s32[], f32[4]) parameter(0) i = s32[] get-tuple-element(s), index=0
              n = s32[] constant(9) ROOT r = pred[] compare(i, n), direction=LT }
            next { s = (s32[], f32[4]) parameter(0) i = s32[] get-tuple-element(s), index=0
              x = f32[4] get-tuple-element(s), index=1 one = s32[] constant(1) j = s32[] add(i, one)
              half = f32[] constant(0.5) h = f32[4] broadcast(half), dimensions={}
              down = f32[4] floor(x) z = f32[4] add(down, h) ROOT r = (s32[], f32[4]) tuple(j, z) }
            inner { p = f32[4] parameter(0) i = s32[] constant(0) s = (s32[], f32[4]) tuple(i, p)
              loop = (s32[], f32[4]) while(s), condition=more, body=next
              ROOT r = f32[4] get-tuple-element(loop), index=1 }
            ENTRY e { z = f32[] constant(0) p = f32[4] broadcast(z), dimensions={}
              ROOT c = f32[4] call(p), to_apply=inner }
            """);
    Divergence found = find(UPWARDS, module);
    assertEquals("down", found.instructions().getFirst().name());
    assertEquals(List.of("call c", "while loop, iteration 1"), found.path());
  }

  @Test
  void aBranchIsEntered() {
    HloModule module =
        module(
            """
            left { x = f32[2] parameter(0) ROOT r = f32[2] ceil(x) }
            right { x = f32[2] parameter(0) ROOT r = f32[2] floor(x) }
            ENTRY e { i = s32[] constant(7) x = f32[2] constant({1.5, 2})
              ROOT c = f32[2] conditional(i, x, x), branch_computations={left, right} }
            """);
    Divergence found = find(UPWARDS, module);
    assertEquals(List.of("conditional c, branch 1"), found.path());
    assertEquals("right", found.instructions().getFirst().parent().name());
  }
}
