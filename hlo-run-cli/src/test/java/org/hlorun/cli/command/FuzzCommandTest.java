package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hlo-run fuzz} and {@code hlo-run reduce}. */
class FuzzCommandTest {
  private static final String PROGRAM =
      """
      HloModule m

      ENTRY e {
        x = s32[4] parameter(0)
        y = s32[4] negate(x)
        z = s32[4] add(y, x)
        r = s32[4] reverse(z), dimensions={0}
        ROOT t = (s32[4], s32[4]) tuple(r, y)
      }
      """;

  @TempDir Path folder;

  @Test
  void countsProgramsAndFailures() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "fuzz", "--seed", "1", "--count", "5", "--json", "--output", folder.toString());
    assertEquals(ExitCode.OK, run.code(), run.err() + run.out());
    JsonNode line = new ObjectMapper().readTree(run.out());
    assertEquals(5, line.get("programs").asInt());
    assertEquals(0, line.get("failures").asInt());
    assertTrue(run.err().contains("seed 1"), run.err());
  }

  @Test
  void replaysAProgram() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), PROGRAM);
    CommandLineRun run = CommandLineRun.of("fuzz", "--replay", file.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("passes\n", run.out());
  }

  @Test
  void anUnknownBackEndIsRefused() {
    assertEquals(ExitCode.USAGE, CommandLineRun.of("fuzz", "--backend", "abacus").code());
  }

  @Test
  void reducesByACommand() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), PROGRAM);
    CommandLineRun run =
        CommandLineRun.of("reduce", file.toString(), "--until", "grep -q reverse {}");
    assertEquals(ExitCode.OK, run.code(), run.err());
    Path reduced = folder.resolve("p.reduced.hlo");
    assertEquals(
        "%s: 1 instruction, of 4\nagain: grep -q reverse %s\n".formatted(reduced, reduced),
        run.out());
    List<String> lines = Files.readAllLines(reduced);
    assertTrue(lines.stream().anyMatch(l -> l.contains("reverse(")), lines::toString);
    assertTrue(lines.stream().noneMatch(l -> l.contains("add(")), lines::toString);
  }

  @Test
  void reducesWhileTheSameExceptionIsThrown() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.hlo"), PROGRAM.replace("HloModule m", "HloModule defect"));
    CommandLineRun run =
        CommandLineRun.of("reduce", file.toString(), "--until", "crashes", "--backend", "faulty");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(
        run.out().matches("(?s).*p.reduced.hlo: (0 instructions|1 instruction), of 4\n.*"),
        run.out());
    assertTrue(run.out().endsWith("p.reduced.hlo --backend faulty\n"), run.out());
  }

  @Test
  void aProgramThatDoesNotFailIsNotReduced() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), PROGRAM);
    CommandLineRun run =
        CommandLineRun.of(
            "reduce", file.toString(), "--until", "compare fails", "--backend", "passes");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains("does not fail"), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--steps 0",
        "--elements -1",
        "--count 0",
        "--count -3",
        "--minutes 0",
        "--minutes NaN",
        "--threads 0",
        "--replay p.hlo --count 5",
        "--replay p.hlo --seed 5"
      })
  void numbersWithoutAMeaningAreRefused(String options) {
    CommandLineRun run = CommandLineRun.of(("fuzz " + options).split(" "));
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertTrue(run.err().contains(options.split(" ")[0]), run.err());
  }

  @Test
  void aFolderThatCannotBeMadeIsNoDefect() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandLineRun run =
        CommandLineRun.of("fuzz", "--count", "1", "--output", file.resolve("inside").toString());
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    CommandLineRun existing =
        CommandLineRun.of("fuzz", "--count", "1", "--output", file.toString());
    assertEquals(ExitCode.BAD_INPUT, existing.code(), existing.err());
    assertTrue(existing.err().contains("there is a file of this name"), existing.err());
  }

  /** Nothing can be made in this folder, not even by root; it is on Linux alone. */
  @Test
  void aFolderThatTakesNoFilesIsNoDefect() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
    CommandLineRun run = CommandLineRun.of("fuzz", "--count", "1", "--output", "/proc/self");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains("Cannot write /proc/self"), run.err());
  }

  @Test
  void whatAnEarlierProcessHadNotYetWrittenIsNoProgram() throws IOException {
    Files.writeString(folder.resolve("running0"), "12 6");
    CommandLineRun run =
        CommandLineRun.of("fuzz", "--seed", "1", "--count", "1", "--output", folder.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
  }

  @Test
  void aFolderInThePlaceOfTheReducedProgramStays() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), PROGRAM);
    Path taken = Files.createDirectory(folder.resolve("taken"));
    CommandLineRun run =
        CommandLineRun.of(
            "reduce", file.toString(), "--until", "grep -q add {}", "--output", taken.toString());
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains("it is a folder"), run.err());
    assertTrue(Files.isDirectory(taken));
  }

  private static final String SUM =
      """
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = f32[] add(a, b) }
      ENTRY e {
        x = f32[64] parameter(0)
        z = f32[] constant(0)
        s = f32[] reduce(x, z), dimensions={0}, to_apply=add
        ROOT t = (f32[], f32[]) tuple(s, s)
      }
      """;

  @Test
  void givenInputsDecideWhetherAProgramFails() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.hlo"),
            "ENTRY e { x = f32[] parameter(0) n = f32[] negate(x) f = f32[] floor(n)"
                + " ROOT r = f32[] abs(f) }");
    String[] command = {
      "reduce", file.toString(), "--until", "compare fails", "--backend", "miscompiling", "--input"
    };
    CommandLineRun whole = CommandLineRun.of(with(command, "x=1"));
    assertEquals(ExitCode.BAD_INPUT, whole.code(), whole.out());
    CommandLineRun half = CommandLineRun.of(with(command, "x=0.5"));
    assertEquals(ExitCode.OK, half.code(), half.err());
    assertTrue(half.out().contains("p.reduced.hlo: 1 instruction, of 3"), half.out());
    String again = half.out().lines().filter(line -> line.startsWith("again:")).findFirst().get();
    CommandLineRun second =
        CommandLineRun.of(again.replaceFirst("again: *hlo-run ", "").replace("'", "").split(" "));
    assertEquals(ExitCode.FAILED, second.code(), second.err());
  }

  private static String[] with(String[] words, String last) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }

  @Test
  void sumsThatAreRoundedOtherwiseDoNotFail() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), SUM);
    CommandLineRun run =
        CommandLineRun.of(
            "reduce", file.toString(), "--until", "compare fails", "--backend", "cpu");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.out());
    assertTrue(run.err().contains("does not fail"), run.err());
  }

  @Test
  void aCommandThatTheShellDoesNotKnowIsSaidToBe() throws IOException {
    Path file = Files.writeString(folder.resolve("p.hlo"), PROGRAM);
    CommandLineRun run =
        CommandLineRun.of("reduce", file.toString(), "--until", "/no/such/command {}");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.out());
    assertTrue(run.err().contains("The shell cannot run"), run.err());
  }
}
