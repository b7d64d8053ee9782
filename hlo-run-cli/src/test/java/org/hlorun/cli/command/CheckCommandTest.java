package org.hlorun.cli.command;

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

class CheckCommandTest {
  private static final String GOOD = "HloModule m\nENTRY e { ROOT x = f32[] constant(1) }\n";
  private static final String BAD = "HloModule m\nENTRY e {\n  ROOT x = f32[] add(y, y)\n}\n";

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  @Test
  void eachFileGetsALine() throws IOException {
    String good = file("good.hlo", GOOD);
    String bad = file("bad.hlo", BAD);
    CommandLineRun run = CommandLineRun.of("check", good, bad, folder.resolve("none").toString());
    assertEquals(ExitCode.FAILED, run.code());
    List<String> lines = run.out().lines().toList();
    assertEquals(3, lines.size(), run.out());
    assertEquals(good + ": ok", lines.get(0));
    assertTrue(lines.get(1).startsWith(bad + ":3:"), lines.get(1));
    assertTrue(lines.get(1).contains(": error[HLO1003]: "), lines.get(1));
    assertTrue(lines.get(2).contains("it does not exist"), lines.get(2));
    assertEquals("3 checked, 1 ok, 2 failed\n", run.err());
  }

  @Test
  void foldersAreSearchedForPrograms() throws IOException {
    file("b/deep/x.hlo", GOOD);
    file("a.txt", "// a comment\n/* and another */ " + GOOD);
    file("notes.txt", "BufferAssignment:\n" + GOOD);
    file("image.bin", "\0\1\2");
    CommandLineRun run = CommandLineRun.of("check", folder.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(
        folder.resolve("a.txt") + ": ok\n" + folder.resolve("b/deep/x.hlo") + ": ok\n", run.out());
  }

  @Test
  void aFolderWithoutProgramsIsRefused() {
    CommandLineRun run = CommandLineRun.of("check", folder.toString());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("There is no program in"), run.err());
  }

  @Test
  void jsonIsAnObjectALine() throws IOException {
    String good = file("good.hlo", GOOD);
    String bad = file("bad.hlo", BAD);
    CommandLineRun run = CommandLineRun.of("check", "--json", good, bad);
    List<String> lines = run.out().lines().toList();
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertEquals(good, first.get("file").asText());
    assertTrue(first.get("ok").asBoolean());
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertFalse(second.get("ok").asBoolean());
    assertEquals("HLO1003", second.get("code").asText());
    assertEquals(3, second.get("line").asInt());
    assertTrue(second.get("column").asInt() > 10, lines.get(1));
    assertFalse(second.get("message").asText().isEmpty());
  }

  @Test
  void examplesSurviveTheRoundTrip() {
    CommandLineRun run = CommandLineRun.of("check", "--round-trip", "--quiet", "../examples");
    assertEquals(ExitCode.OK, run.code(), run.out());
    assertEquals("", run.err());
  }

  @Test
  void standardInputIsAFile() {
    CommandLineRun run = CommandLineRun.withInput(GOOD, "check", "-");
    assertEquals("-: ok\n", run.out());
  }

  @Test
  void verboseShowsTheSourceLine() throws IOException {
    CommandLineRun run = CommandLineRun.of("check", "--verbose", file("bad.hlo", BAD));
    assertTrue(run.out().contains("\n    ROOT x = f32[] add(y, y)\n"), run.out());
  }
}
