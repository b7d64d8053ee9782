package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hlo-run test}. */
class TestCommandTest {
  private static final String GOOD =
      """
      func.func @good() {
        %a = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
        check.expect_eq_const %a, dense<[1.0, 2.0]> : tensor<2xf32>
        func.return
      }
      """;

  private static final String MIXED =
      """
      func.func @bad() {
        %a = stablehlo.constant dense<[1.0, 2.0000005]> : tensor<2xf32>
        check.expect_eq_const %a, dense<[1.0, 2.0]> : tensor<2xf32>
        func.return
      }
      // -----
      func.func @unchecked() -> tensor<f32> {
        %a = stablehlo.constant dense<1.0> : tensor<f32>
        func.return %a : tensor<f32>
      }
      // -----
      func.func @unsupported() {
        %a = stablehlo.constant dense<1.0> : tensor<f32>
        %b = stablehlo.custom_call @nobody(%a) : (tensor<f32>) -> tensor<f32>
        check.expect_eq %b, %a : tensor<f32>
        func.return
      }
      // -----
      func.func @invalid() { %a = stablehlo.frob }
      """;

  @TempDir Path folder;

  @BeforeEach
  void writePrograms() throws IOException {
    Files.writeString(folder.resolve("good.mlir"), GOOD);
    Files.writeString(folder.resolve("mixed.mlir"), MIXED);
    Files.writeString(folder.resolve("notes.txt"), "no program");
  }

  private CommandLineRun test(String... options) {
    String[] line = new String[options.length + 2];
    line[0] = "test";
    line[1] = folder.toString();
    System.arraycopy(options, 0, line, 2, options.length);
    return CommandLineRun.of(line);
  }

  @Test
  void everyFailureHasALineAndTheSummaryCountsTheRest() {
    CommandLineRun run = test();
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(
        run.out().contains("bad: failed: HLO4008 check.expect_eq: element [1] is 2.00000047683"));
    assertTrue(run.out().contains("(2 ULPs apart)"), run.out());
    assertTrue(run.out().contains("target \"nobody\""), run.out());
    assertTrue(
        run.out()
            .endsWith(
                "5 programs: 1 passed, 1 failed, 1 unsupported, 1 invalid,"
                    + " 1 ran, nothing checked\n"),
        run.out());
  }

  @Test
  void whatPassesExitsWithZero() {
    CommandLineRun run = test("--filter", "go*.mlir");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("1 program: 1 passed\n", run.out());
  }

  @Test
  void reportsListEveryProgram() throws IOException {
    Path json = folder.resolve("report.json");
    test("--report", json.toString());
    JsonNode programs = new ObjectMapper().readTree(json.toFile()).get("programs");
    assertEquals(5, programs.size());
    assertEquals("passed", programs.get(0).get("outcome").asText());
    assertEquals("failed", programs.get(1).get("outcome").asText());
    assertEquals(3, programs.get(1).get("line").asInt());
    assertEquals("unchecked", programs.get(2).get("outcome").asText());
    assertEquals("unsupported", programs.get(3).get("outcome").asText());
    assertEquals("invalid", programs.get(4).get("outcome").asText());
    Path xml = folder.resolve("report.xml");
    test("--report", xml.toString());
    assertTrue(
        Files.readString(xml).contains("tests=\"5\" failures=\"1\" errors=\"2\" skipped=\"1\""));
  }

  @Test
  void aFilterThatMatchesNothingIsAnError() {
    CommandLineRun run = test("--filter", "*none*");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("whose name or path matches *none*"), run.err());
  }

  @Test
  void aFilterThatIsNoGlobIsAnError() {
    CommandLineRun run = test("--filter", "[");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("The filter [ is no glob"), run.err());
  }

  @Test
  void aBackEndThatIsNotThereIsAnError() {
    CommandLineRun run = test("--backend", "none");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("interpreter"), run.err());
  }
}
