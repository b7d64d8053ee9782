package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.tensorfile.TensorFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private static final String PROGRAM =
      """
      HloModule m
      ENTRY e {
        x = f32[3] parameter(0)
        ROOT y = f32[3] add(x, x)
      }
      """;

  @TempDir Path folder;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = Files.writeString(folder.resolve("m.hlo"), PROGRAM).toString();
  }

  private static List<JsonNode> lines(String out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void turnsAreTakenWhenTheyAreAskedFor() throws IOException {
    CommandLineRun run =
        CommandLineRun.withInput(
            "1\n25\n", "bench", program, "--turns", "--backend", "interpreter");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<JsonNode> lines = lines(run.out());
    assertEquals(3, lines.size(), run.out());
    assertEquals("interpreter", lines.get(0).get("backend").asText());
    assertEquals(0, lines.get(0).get("handed_back").asInt());
    assertEquals(25, lines.get(2).get("runs").asInt());
    assertEquals("host", lines.get(2).get("clock").asText());
    assertTrue(lines.get(2).get("ms").asDouble() > 0, run.out());
  }

  @Test
  void atLeastOneRunIsMeasured() {
    CommandLineRun run =
        CommandLineRun.of("bench", program, "--backend", "interpreter", "--runs", "0");
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains("--runs"), run.err());
  }

  /** The remedy that the diagnostic names is an option of this command, too. */
  @Test
  void elidedConstantsAreMadeUpWhenAskedFor() throws IOException {
    String elided =
        Files.writeString(
                folder.resolve("elided.hlo"),
                """
                HloModule elided
                ENTRY e {
                  x = f32[3] parameter(0)
                  c = f32[3] constant({...})
                  ROOT y = f32[3] add(x, c)
                }
                """)
            .toString();
    CommandLineRun refused =
        CommandLineRun.of("bench", elided, "--backend", "interpreter", "--runs", "1");
    assertEquals(ExitCode.RUNTIME, refused.code(), refused.err());
    assertTrue(refused.err().contains("--fill-elided-constants"), refused.err());
    CommandLineRun made =
        CommandLineRun.of(
            "bench",
            elided,
            "--backend",
            "interpreter",
            "--runs",
            "1",
            "--json",
            "--fill-elided-constants");
    assertEquals(ExitCode.OK, made.code(), made.err());
    assertEquals(1, lines(made.out()).getFirst().get("runs").asInt(), made.out());
  }

  @Test
  void inputsAreTakenAndResultsWritten() throws IOException {
    Path given = folder.resolve("in.npz");
    Path results = folder.resolve("out.safetensors");
    CommandLineRun made =
        CommandLineRun.of(
            "bench", program, "--backend", "interpreter", "--runs", "1", "-o", given.toString());
    assertEquals(ExitCode.OK, made.code(), made.err());
    ArrayLiteral twice = TensorFiles.read(given).values().iterator().next();
    Path inputs = folder.resolve("x.npz");
    TensorFiles.write(inputs, new LinkedHashMap<>(Map.of("x", twice)));
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            program,
            "--turns",
            "--backend",
            "interpreter",
            "--inputs",
            inputs.toString(),
            "-o",
            results.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    ArrayLiteral fourTimes = TensorFiles.read(results).values().iterator().next();
    for (int i = 0; i < 3; i++) {
      assertEquals(2 * twice.getDouble(i), fourTimes.getDouble(i));
    }
  }

  private JsonNode json(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("bench", program, "--json", "--runs", "20", "--threads", "1"));
    words.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(1, lines(run.out()).size(), run.out());
    return lines(run.out()).getFirst();
  }

  @Test
  void ratesAreWhatTheProgramAsksForByItsMedian() throws IOException {
    JsonNode line = json("--backend", "cpu", "--no-cache");
    double median = line.get("median_ms").asDouble();
    // Three floats are read and three written; there are three additions.
    assertEquals(24e-6 / median, line.get("gb_per_s").asDouble(), 1e-6 / median);
    assertEquals(3e-6 / median, line.get("gflops").asDouble(), 1e-7 / median);
    double copy = line.get("gb_per_s").asDouble() / line.get("share_of_copy").asDouble();
    assertTrue(copy > 0.2 && copy < 5000, line.toString());
    double peak = line.get("gflops").asDouble() / line.get("share_of_peak").asDouble();
    assertTrue(peak > 1 && peak < 20_000, line.toString());
    assertTrue(line.get("compile_cached_ms").isNull());
    assertEquals(
        line.get("compile_ms").asDouble() + line.get("first_run_ms").asDouble(),
        line.get("first_result_ms").asDouble(),
        1e-9);
  }

  @Test
  void theInterpreterHasNoRates() throws IOException {
    JsonNode line = json("--backend", "interpreter");
    assertTrue(line.get("median_ms").asDouble() > 0);
    for (String name : List.of("gb_per_s", "share_of_copy", "gflops", "share_of_peak")) {
      assertTrue(line.get(name).isNull(), line.toString());
    }
  }

  @Test
  void aTableHasTheColumnsOfItsHeader() {
    CommandLineRun run = CommandLineRun.of("bench", program, "--backend", "cpu", "--runs", "3");
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size(), run.out());
    assertEquals(
        "program, ms compile cached first run median p10 p90 GB/s % GFLOP/s %",
        lines.get(0).strip().replaceAll(" +", " "));
    assertEquals(lines.get(0).length(), lines.get(1).length(), run.out());
  }

  @Test
  void whatIsNoNumberOfRunsIsSaid() {
    for (String line : List.of("0", "-1", "many", "")) {
      CommandLineRun run =
          CommandLineRun.withInput(
              line + "\n", "bench", program, "--turns", "--backend", "interpreter");
      assertEquals(ExitCode.USAGE, run.code(), line);
      assertTrue(run.err().contains("'" + line + "' is no number of runs"), run.err());
    }
  }
}
