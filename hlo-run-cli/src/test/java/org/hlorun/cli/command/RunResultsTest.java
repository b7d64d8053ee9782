package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.SUM;
import static org.hlorun.cli.command.RunPrograms.TUPLE;
import static org.hlorun.cli.command.RunPrograms.iota;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.TensorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code hlo-run PROGRAM} shows and writes of results. */
class RunResultsTest {
  @TempDir Path folder;

  @Test
  void resultsAreWrittenToAFolder() throws IOException {
    Path out = folder.resolve("a/b");
    CommandLineRun run = run(TUPLE, "-i", "1", "-i", "2,3", "-i", "true", "-o", out.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("result_0_0.npy", "result_0_1_0.npy", "result_0_1_1.npy", "result_1.npy"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(
        3, TensorFiles.read(out.resolve("result_0_1_0.npy")).firstEntry().getValue().getLong(1));
  }

  @ParameterizedTest
  @CsvSource({"x.npy", "x.npz", "x.safetensors"})
  void resultsAreWrittenToAFile(String name) {
    Path out = folder.resolve(name);
    results(run(SUM, "-i", "iota", "-i", "0", "--output", out.toString()));
    assertEquals(iota(ElementType.F32, 2, 3), TensorFiles.read(out).firstEntry().getValue());
  }

  @Test
  void outputThatCannotBeWrittenIsAMatterOfTheEnvironment() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandLineRun run = run(SUM, "--output", file.resolve("x.npy").toString());
    assertEquals(ExitCode.ENVIRONMENT, run.code());
    assertTrue(run.err().contains("error[HLO3001]: Cannot write"), run.err());
  }

  @Test
  void largeResultsAreShortened() {
    String program = "ENTRY e { ROOT x = s32[2000] parameter(0) }";
    assertEquals(
        """
        result 0: s32[2000]
        [   0    1    2 ... 1997 1998 1999]
        """,
        results(run(program, "-i", "iota")));
    assertEquals(
        "result 0: s32[2000]\n", results(run(program, "-i", "iota", "--print-limit", "0")));
  }

  /** By default that would be said on every machine without a GPU. */
  @Test
  void whoAsksForAutoIsToldWhyItIsNotTheGpu() {
    assumeFalse(Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg")));
    String program = "ENTRY e { ROOT x = s32[] constant(7) }";
    assertEquals("", run(program).err());
    assertEquals(
        "the back end gpu is not used: this machine has no device files of an NVIDIA GPU\n",
        run(program, "--backend", "auto").err());
    assertEquals("", run(program, "--backend", "auto", "--quiet").err());
  }

  @Test
  void jsonHasAllValues() throws IOException {
    String program =
        """
        ENTRY e {
          f = f32[2,2] constant({ { 1, nan }, { -inf, 0.1 } })
          c = c64[1] constant({ (1, -2) })
          u = u64[] constant(18446744073709551615)
          p = pred[0,2] constant({ })
          k = token[] after-all()
          t = (c64[1], u64[]) tuple(c, u)
          ROOT r = (f32[2,2], (c64[1], u64[]), pred[0,2], token[]) tuple(f, t, p, k)
        }
        """;
    JsonNode json = new ObjectMapper().readTree(results(run(program, "--json", "--seed", "5")));
    assertTrue(json.get("ok").asBoolean());
    assertEquals("auto", json.get("backend").asText());
    assertEquals("[]", json.get("fallbacks").toString().replaceAll("\\{.*\\}", ""));
    assertEquals(5, json.get("seed").asLong());
    JsonNode results = json.get("results");
    assertEquals(5, results.size());
    assertEquals("[[1,\"nan\"],[\"-inf\",0.1]]", results.get(0).get("values").toString());
    assertEquals("[2,2]", results.get(0).get("shape").toString());
    assertEquals("f32", results.get(0).get("dtype").asText());
    assertEquals("[[1,-2]]", results.get(1).get("values").toString());
    assertEquals("[1,1]", results.get(2).get("index").toString());
    assertEquals("18446744073709551615", results.get(2).get("values").toString());
    assertEquals("[]", results.get(3).get("values").toString());
    assertEquals("token", results.get(4).get("dtype").asText());
  }

  @Test
  void jsonTellsFailuresToo() throws IOException {
    CommandLineRun run = run("HloModule m\nENTRY e {\n  ROOT x = f32[] nonsense()\n}", "--json");
    assertEquals(ExitCode.BAD_INPUT, run.code());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertFalse(json.get("ok").asBoolean());
    assertEquals(3, json.get("diagnostics").get(0).get("line").asInt());
    assertTrue(run.err().contains("error[HLO1005]"), run.err());
  }
}
