package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    assertEquals(reduced + ": 1 instructions, of 4\n", run.out());
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
    assertTrue(run.out().matches("(?s).*p.reduced.hlo: [01] instructions, of 4\n"), run.out());
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
}
