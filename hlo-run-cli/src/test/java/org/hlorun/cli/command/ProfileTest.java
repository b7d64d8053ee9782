package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.SUM;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hlo-run --profile}. */
class ProfileTest {
  @TempDir private Path folder;

  @Test
  void profileIsATableOfInstructions() {
    CommandLineRun run = run(SUM, "--backend", "cpu", "--profile", "--threads", "1");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("z: add f32[2,3]")), run.err());
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("all of 1")), run.err());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("limits of")), run.err());
  }

  @Test
  void profileIsATraceOfKernels() throws IOException {
    Path file = folder.resolve("trace.json");
    results(run(SUM, "--backend", "cpu", "--profile=" + file));
    JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
    assertEquals(1, events.size());
    assertEquals("X", events.get(0).get("ph").asText());
    assertEquals("z", events.get(0).get("args").get("instruction").asText());
    // Two arrays of six floats are read and one is written; there are six additions.
    assertEquals(72, events.get(0).get("args").get("instruction_bytes").asDouble());
    assertEquals(6, events.get(0).get("args").get("instruction_operations").asDouble());
  }

  @Test
  void profileOfTheInterpreterSaysThatThereIsNone() {
    CommandLineRun run = run(SUM, "--backend", "interpreter", "--profile");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    assertTrue(run.err().contains("no profile"), run.err());
  }

  @Test
  void profileIntoAFolderThatIsNotThereIsRefused() {
    CommandLineRun run =
        run(SUM, "--backend", "cpu", "--profile=" + folder.resolve("no/trace.json"));
    assertTrue(run.err().contains("its folder does not exist"), run.err());
    assertNotEquals(ExitCode.OK, run.code());
  }
}
