package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --compare-every-instruction} and {@code --blame} on a back end with a mistake. */
class CompareInstructionsTest {
  @TempDir Path folder;

  private CommandLineRun run(String text, String... options) throws IOException {
    Path program = Files.writeString(folder.resolve("p.hlo"), text);
    List<String> words = new ArrayList<>(List.of(program.toString(), "--quiet"));
    words.addAll(List.of(options));
    return CommandLineRun.of(words.toArray(String[]::new));
  }

  /** A thousand instructions, one of them {@code floor}. */
  private static String thousand() {
    StringBuilder text = new StringBuilder("ENTRY e {\n  v0 = f32[4] parameter(0)\n");
    for (int i = 1; i < 1000; i++) {
      String operation =
          i == 700
              ? "floor(v%d)"
              : List.of("sine(v%d)", "negate(v%d)", "reverse(v%d), dimensions={0}", "cosine(v%d)")
                  .get(i % 4);
      text.append("  v%d = f32[4] %s\n".formatted(i, operation.formatted(i - 1)));
    }
    return text + "  ROOT r = f32[4] add(v999, v700)\n}\n";
  }

  @Test
  void theWrongInstructionOfAThousandIsFoundWrittenAndRunAgain() throws IOException {
    CommandLineRun run =
        run(thousand(), "--backend", "miscompiling", "--compare-every-instruction");
    assertEquals(ExitCode.FAILED, run.code(), run.err());
    assertTrue(
        run.out().contains("p.hlo:702:3: v700 (floor) is the first that differs"), run.out());
    assertTrue(run.out().contains("p.diverges.hlo, 1 instruction\n"), run.out());
    String again = run.out().lines().filter(line -> line.startsWith("again:")).findFirst().get();
    String[] words = again.replaceFirst("again: *hlo-run ", "").replace("'", "").split(" ");
    CommandLineRun second = CommandLineRun.of(words);
    assertEquals(ExitCode.FAILED, second.code(), second.err());
    assertTrue(second.out().contains("allowed: exceeded"), second.out());
  }

  @Test
  void whereNothingDiffersThatIsSaid() throws IOException {
    CommandLineRun run =
        run(
            "ENTRY e { p = f32[3] parameter(0) ROOT r = f32[3] negate(p) }",
            "--backend",
            "miscompiling",
            "--compare-every-instruction");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("every instruction agrees\n", run.out());
  }

  @Test
  void thePassIsNamed() throws IOException {
    CommandLineRun run =
        run(
            "ENTRY e { p = f32[3] parameter(0) ROOT r = f32[3] floor(p) }",
            "--backend",
            "miscompiling",
            "--compare",
            "--blame");
    assertEquals(ExitCode.FAILED, run.code(), run.err());
    assertTrue(run.out().endsWith("agrees without one of: fusion\n"), run.out());
  }

  @Test
  void blameAloneIsRefused() throws IOException {
    assertEquals(ExitCode.USAGE, run("ENTRY e { ROOT p = f32[3] parameter(0) }", "--blame").code());
  }

  private static final String FLOOR =
      "ENTRY e { p = f32[3] parameter(0) ROOT r = f32[3] floor(p) }";

  @Test
  void aSearchThatDoesNotEndDoesNotSayThatAllAgree() throws IOException {
    CommandLineRun run =
        run(
            "ENTRY e { a = s32[2] constant({1, 2}) b = s32[2] negate(a) ROOT r = s32[2] abs(b) }",
            "--backend",
            "slow",
            "--compare-every-instruction",
            "--timeout",
            "300ms");
    assertEquals(ExitCode.RUNTIME, run.code(), run.out());
    assertEquals("", run.out());
    assertTrue(run.err().contains("given up after 0.3 s"), run.err());
  }

  @Test
  void whereNothingCanBeWrittenTheSearchDoesNotBegin() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    CommandLineRun run =
        run(
            FLOOR,
            "--backend",
            "miscompiling",
            "--compare-every-instruction",
            "--output",
            taken.toString());
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.out());
    assertTrue(run.err().contains("it is a folder"), run.err());
    assertTrue(Files.isDirectory(taken));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--compare", "--profile", "--explain", "--no-fallback"})
  void optionsWithoutAnEffectAreRefused(String option) throws IOException {
    CommandLineRun run = run(FLOOR, "--compare-every-instruction", option);
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(run.err().contains("--compare-every-instruction"), run.err());
  }

  @Test
  void aBackEndThatIsComparedWithItselfIsSaidToBe() throws IOException {
    Path program = Files.writeString(folder.resolve("p.hlo"), FLOOR);
    CommandLineRun run =
        CommandLineRun.of(program.toString(), "--backend", "interpreter", "--compare");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.err().contains("interpreter is compared with itself"), run.err());
  }

  @Test
  void aDifferenceThatNothingIsKnownOfIsNoAgreement() throws IOException {
    // 1e8 + 0.5 - 1e8 is 0.5, or 0 by another order: both are within the bound, 2 * 3 u 1e8.
    CommandLineRun run =
        run(
            """
            add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = f32[] add(a, b) }
            ENTRY e {
              p = f32[3] constant({1e8, 0.5, -1e8})
              z = f32[] constant(0)
              s = f32[] reduce(p, z), dimensions={0}, to_apply=add
              ROOT r = f32[] floor(s)
            }
            """,
            "--backend", "miscompiling", "--compare");
    assertEquals(ExitCode.OK, run.code(), run.out());
    assertTrue(run.out().contains("unknown: 1 elements that differ"), run.out());
    assertTrue(run.out().contains("[] is 1.0, expected 0.0"), run.out());
  }

  @Test
  void integersHaveNoUnitsInTheLastPlace() throws IOException {
    CommandLineRun run =
        run(
            "ENTRY e { p = f32[1] constant({0.5}) f = f32[1] floor(p)"
                + " ROOT r = s32[1] convert(f) }",
            "--backend",
            "miscompiling",
            "--compare");
    assertEquals(
        "result 0: s32[1]: 1 of 1 elements differ\n"
            + "  first: [0] is 1, expected 0\nallowed: exceeded\n",
        run.out());
  }
}
