package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.SUM;
import static org.hlorun.cli.command.RunPrograms.assertRefused;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hlo-run PROGRAM}: back ends, limits, the command line. */
class RunCommandTest {
  @TempDir Path folder;

  @Test
  void anEndlessLoopIsStopped() {
    String program =
        """
        c { s = s32[] parameter(0) ROOT t = pred[] constant(true) }
        b { s = s32[] parameter(0) ROOT n = s32[] add(s, s) }
        ENTRY e { x = s32[] parameter(0) ROOT w = s32[] while(x), condition=c, body=b }
        """;
    assertRefused(ExitCode.RUNTIME, "error[HLO4006]", run(program, "--max-iterations", "100"));
    assertRefused(ExitCode.RUNTIME, "error[HLO4006]", run(program, "--timeout", "50ms"));
  }

  private static final String COMPLEX_SINE =
      """
      ENTRY e { x = c64[2] parameter(0)
        ROOT s = c64[2] sine(x) }
      """;

  @Test
  void whatIsHandedToTheInterpreterIsExplained() throws IOException {
    CommandLineRun run = run(COMPLEX_SINE, "-i", "0,0", "--explain", "--backend", "cpu");
    assertEquals("result 0: c64[2]\n[0+0j 0+0j]\n", results(run));
    assertEquals("<stdin>:2:3: s (sine) runs on the interpreter: sine on c64\n", run.err());
    assertEquals(
        "the back end cpu runs the whole program itself\n",
        run(SUM, "-i", "1", "-i", "2", "--explain", "--backend", "cpu").err());
    assertEquals("", run(COMPLEX_SINE, "-i", "0,0").err());
    JsonNode json = new ObjectMapper().readTree(results(run(COMPLEX_SINE, "--json")));
    assertEquals("sine", json.get("fallbacks").get(0).get("opcode").asText());
    assertEquals("s", json.get("fallbacks").get(0).get("instruction").asText());
  }

  @Test
  void whatIsLessPreciseIsExplained() {
    String dot =
        """
        ENTRY e { x = f32[64,32] parameter(0) y = f32[32,64] parameter(1)
          ROOT d = f32[64,64] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0} }
        """;
    String[] options = {"--backend", "ptx-emulator", "--explain"};
    String[] fast = {"--backend", "ptx-emulator", "--explain", "--numerics", "fast"};
    assertFalse(run(dot, options).err().contains("tf32"));
    String explained = run(dot, fast).err();
    assertTrue(explained.contains("(dot) multiplies factors rounded to tf32"), explained);
  }

  @Test
  void aWholeProgramOnTheInterpreterIsMentionedIfItIsLarge() {
    String random =
        """
        ENTRY e { zero = f32[] constant(0) one = f32[] constant(1)
          ROOT r = f32[SIZE] rng(zero, one), distribution=rng_uniform }
        """;
    String message = "<stdin>:2:3: the whole program runs on the interpreter: r: rng, whose";
    CommandLineRun large = run(random.replace("SIZE", "1100,1000"), "--print-limit", "0");
    assertTrue(large.err().startsWith(message), large.err());
    assertEquals("", run(random.replace("SIZE", "2")).err());
    assertTrue(run(random.replace("SIZE", "2"), "--explain").err().startsWith(message));
  }

  @Test
  void backEndsAreCompared() {
    assertEquals(
        "result 0: f32[2,3]: the same bits\nallowed: kept\n",
        results(run(SUM, "--compare", "--quiet")));
    String exponential = SUM.replace("add(x, y)", "exponential(x)");
    String report = results(run(exponential, "--compare=interpreter", "--backend", "cpu"));
    assertTrue(report.contains("allowed: kept\n"), report);
    assertRefused(
        ExitCode.USAGE, "--compare shows no results", run(SUM, "--compare", "--output", "x.npy"));
  }

  @Test
  void aFallbackIsRefusedIfAskedFor() {
    CommandLineRun run = run(COMPLEX_SINE, "--no-fallback");
    assertRefused(ExitCode.RUNTIME, "<stdin>:2:3: error[HLO4002]: s (sine) runs on the", run);
    assertEquals(ExitCode.OK, run(SUM, "--no-fallback").code());
  }

  @Test
  void tooLittleMemoryIsRefused() {
    assertRefused(
        ExitCode.RUNTIME,
        "error[HLO4004]",
        run("ENTRY e { ROOT x = f32[1000,1000] iota(), iota_dimension=0 }", "--max-memory", "1m"));
    assertRefused(
        ExitCode.RUNTIME,
        "The made-up inputs take more than the 1048576 bytes",
        run("ENTRY e { ROOT x = f32[1000,1000] parameter(0) }", "--max-memory", "1m"));
  }

  @Test
  void memoryThatIsRefusedIsShownByValue() {
    String products =
        """
        ENTRY e {
          x = f32[300,300] iota(), iota_dimension=0
          squared = f32[300,300] dot(x, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          ROOT r = f32[300,300] dot(squared, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        }
        """;
    for (String backend : List.of("cpu", "ptx-emulator")) {
      CommandLineRun run = run(products, "--backend", backend, "--max-memory", "500k");
      assertRefused(ExitCode.RUNTIME, "error[HLO4004]: the program needs ", run);
      assertTrue(run.err().contains("\n        360000  squared\n"), run.err());
    }
  }

  @Test
  void aDeadlockHasThePlaceOfADeviceThatWaits() {
    String program =
        """
        HloModule deadlock, replica_count=2
        add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
        meet {
          x = f32[] parameter(0)
          ROOT r = f32[] all-reduce(x), replica_groups={}, to_apply=add
        }
        stay { x = f32[] parameter(0) ROOT r = f32[] negate(x) }
        ENTRY e {
          x = f32[] parameter(0)
          id = u32[] replica-id()
          i = s32[] convert(id)
          ROOT r = f32[] conditional(i, x, x), branch_computations={meet, stay}
        }
        """;
    assertRefused(ExitCode.RUNTIME, "<stdin>:5:3: error[HLO4007]", run(program));
  }

  @Test
  void elidedConstantsAreRefusedOrFilled() {
    String program = "ENTRY e { ROOT x = f32[20] constant({...}) }";
    assertRefused(ExitCode.RUNTIME, "error[HLO4003]", run(program));
    CommandLineRun filled = run(program, "--fill-elided-constants");
    assertTrue(results(filled).startsWith("result 0: f32[20]\n["));
    assertTrue(filled.err().contains("made up 1 elided constant from seed 0"), filled.err());
    CommandLineRun compiled =
        run(program, "--fill-elided-constants", "--backend", "cpu", "--no-fallback");
    assertEquals(results(filled), results(compiled));
  }

  @ParameterizedTest
  @CsvSource({
    "CHECK_FAILED, FAILED",
    "UNSUPPORTED, RUNTIME",
    "DEADLOCK, RUNTIME",
    "CANCELLED, INTERRUPTED",
    "defect, INTERNAL",
    "overflow, INTERNAL",
    "memory, RUNTIME"
  })
  void whatGoesWrongInABackEndGivesItsExitCode(String problem, ExitCode code) {
    String program = "HloModule " + problem + "\nENTRY e { ROOT x = f32[] constant(1) }";
    assertRefused(code, "error[HLO", run(program, "--backend", "faulty"));
  }

  @Test
  void aDefectShowsItsStackTraceOnlyWhenAsked() {
    String program = "HloModule defect\nENTRY e { ROOT x = f32[] constant(1) }";
    CommandLineRun run = run(program, "--backend", "faulty", "--verbose");
    assertEquals(ExitCode.INTERNAL, run.code());
    assertTrue(run.err().contains("a made-up defect"), run.err());
    assertTrue(run.err().contains("\tat org.hlorun"), run.err());
  }

  @Test
  void anUnknownBackEndIsRefusedWithTheKnownOnes() {
    CommandLineRun run = run(SUM, "--backend", "quantum");
    assertRefused(ExitCode.USAGE, "There is no back end called 'quantum'.", run);
    assertTrue(run.err().contains("interpreter"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--max-memory, lots",
    "--max-memory, 0",
    "--timeout, soon",
    "--threads, -1",
    "--replicas, 5000",
    "--colour, never",
    "--seed, x"
  })
  void aWrongOptionIsRefused(String option, String value) {
    assertRefused(ExitCode.USAGE, "error[HLO5001]", run(SUM, option, value));
  }

  @Test
  void aMissingProgramAFolderAndGarbageAreRefused() throws IOException {
    Path garbage = Files.write(folder.resolve("x.hlo"), new byte[] {0x7F, 'E', 'L', 'F', 0, 1, 2});
    assertRefused(ExitCode.USAGE, "PROGRAM", CommandLineRun.of());
    assertRefused(
        ExitCode.BAD_INPUT,
        "Cannot read none.hlo: it does not exist",
        CommandLineRun.of("none.hlo"));
    assertRefused(ExitCode.BAD_INPUT, "it is a folder", CommandLineRun.of(folder.toString()));
    assertRefused(ExitCode.BAD_INPUT, "x.hlo: byte 1", CommandLineRun.of(garbage.toString()));
    assertRefused(ExitCode.BAD_INPUT, "error[HLO10", run(""));
  }

  @Test
  void helpLeadsWithExamplesAndEndsWithExitCodes() {
    CommandLineRun run = CommandLineRun.of("--help");
    assertEquals(ExitCode.OK, run.code());
    assertTrue(run.out().startsWith("Examples:\n  hlo-run model.hlo"), run.out());
    assertTrue(run.out().contains("  130  interrupted"), run.out());
    assertTrue(run.out().contains("\n  check "), run.out());
  }

  @Test
  void theVersionIsShownBesideOtherOptions() {
    CommandLineRun run = CommandLineRun.of("--version", "--quiet");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().matches("hlo-run \\d.*\n"), run.out());
  }

  @Test
  void colorIsUsedWhenAskedFor() {
    assertTrue(run("x", "--color", "always").err().contains("\033[1;31merror[HLO"));
    assertFalse(run("x").err().contains("\033["));
  }
}
