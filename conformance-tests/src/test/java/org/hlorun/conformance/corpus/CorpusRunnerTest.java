package org.hlorun.conformance.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.conformance.report.Reports;
import org.hlorun.conformance.report.Summary;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusRunnerTest {
  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private static final List<Rounding> EITHER = List.of(Rounding.ONCE, Rounding.EACH_STEP);

  private List<ProgramResult> run(Backend backend, Options options) {
    return run(backend, options, EITHER);
  }

  private List<ProgramResult> run(Backend backend, Options options, List<Rounding> roundings) {
    List<ProgramResult> seen = new ArrayList<>();
    List<ProgramResult> all =
        new CorpusRunner(backend, options, roundings, 2)
            .run(Corpus.files(List.of(folder), null), () -> false, seen::addAll);
    assertEquals(all, seen);
    return all;
  }

  private List<Outcome> outcomes() {
    return run(new InterpreterBackend(), Options.DEFAULT.withMaxIterations(10)).stream()
        .map(ProgramResult::outcome)
        .toList();
  }

  private static final String NOTHING_CHECKED = "ENTRY e { ROOT x = f32[] parameter(0) }";
  private static final String UNKNOWN_CALL =
      "ENTRY e { ROOT x = f32[] custom-call(), custom_call_target=\"nobody\" }";

  @Test
  void aProgramWithoutChecksIsNotPassed() throws IOException {
    write("a.hlo", NOTHING_CHECKED);
    assertEquals(List.of(Outcome.UNCHECKED), outcomes());
  }

  @Test
  void whatIsSentToTheHostIsReceivedFromIt() throws IOException {
    write(
        "a.hlo",
        """
        HloModule there_and_back
        ENTRY e {
          x = s32[2] constant({3, 4})
          t = token[] after-all()
          s = (s32[2], u32[], token[]) send(x, t), channel_id=7, is_host_transfer=true
          sent = token[] send-done(s), channel_id=7, is_host_transfer=true
          r = (s32[2], u32[], token[]) recv(sent), channel_id=7, is_host_transfer=true
          received = (s32[2], token[]) recv-done(r), channel_id=7, is_host_transfer=true
          y = s32[2] get-tuple-element(received), index=0
          ROOT check = () custom-call(y, x), custom_call_target="check.expect_eq",
            custom_call_has_side_effect=true
        }
        """);
    assertEquals(List.of(Outcome.PASSED), outcomes());
  }

  @Test
  void eachCauseHasItsOutcome() throws IOException {
    write("a.hlo", "ENTRY e { ROOT x = f32[] exp(y) }");
    write("b.hlo", UNKNOWN_CALL);
    write(
        "c.hlo",
        """
        HloModule loop
        c { x = s32[] parameter(0) ROOT t = pred[] constant(true) }
        b { ROOT x = s32[] parameter(0) }
        ENTRY e { x = s32[] constant(0) ROOT w = s32[] while(x), condition=c, body=b }
        """);
    assertEquals(List.of(Outcome.INVALID, Outcome.UNSUPPORTED, Outcome.ERROR), outcomes());
  }

  @Test
  void aBackEndThatThrowsAnythingElseHasCrashed() throws IOException {
    write("a.hlo", NOTHING_CHECKED);
    Backend broken =
        new Backend() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Executable compile(HloModule module, Options options) {
            throw new IllegalStateException("broken");
          }
        };
    assertEquals(Outcome.CRASHED, run(broken, Options.DEFAULT).getFirst().outcome());
  }

  @Test
  void filesAreFoundBelowFoldersAndFilteredByName() throws IOException {
    write("one/dot_a.hlo", NOTHING_CHECKED);
    write("two/deep/dot_b.mlir", NOTHING_CHECKED);
    write("two/add.hlo", NOTHING_CHECKED);
    write("two/notes.txt", "no program");
    assertEquals(3, Corpus.files(List.of(folder), null).size());
    assertEquals(2, Corpus.files(List.of(folder), "dot_*").size());
    assertThrows(HloException.class, () -> Corpus.files(List.of(folder.resolve("none")), null));
  }

  @Test
  void aProgramForSeveralDevicesRunsOnAsMany() throws IOException {
    write(
        "a.hlo",
        """
        HloModule sum, replica_count=2
        add { x = f32[] parameter(0) y = f32[] parameter(1) ROOT s = f32[] add(x, y) }
        ENTRY e { x = f32[] constant(1) ROOT r = f32[] all-reduce(x), replica_groups={{0,1}}, to_apply=add }
        """);
    assertEquals(List.of(Outcome.UNCHECKED), outcomes());
  }

  /** 2^24 + 1 - 2^24 is 1, and 0 in f32 step by step; the second program's 2 is neither. */
  private void writeCancellingSums() throws IOException {
    String program =
        """
        ENTRY e {
          x = f32[1,3] constant({{16777216, 1, -16777216}})
          one = f32[3,1] constant({{1}, {1}, {1}})
          sum = f32[1,1] dot(x, one), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          expected = f32[1,1] constant({{%s}})
          ROOT c = () custom-call(sum, expected), custom_call_target="check.expect_eq", custom_call_has_side_effect=true
        }
        """;
    write("a.hlo", program.formatted("0"));
    write("b.hlo", program.formatted("1"));
    write("c.hlo", program.formatted("2"));
  }

  @Test
  void aFailedCheckIsTriedAgainWithRoundingAtEachStep() throws IOException {
    writeCancellingSums();
    List<ProgramResult> results = run(new InterpreterBackend(), Options.DEFAULT);
    assertEquals(
        List.of(Outcome.PASSED, Outcome.PASSED, Outcome.FAILED),
        results.stream().map(ProgramResult::outcome).toList());
    assertEquals(
        List.of(Rounding.EACH_STEP, Rounding.ONCE, Rounding.ONCE),
        results.stream().map(ProgramResult::rounding).toList());
    assertEquals(
        "3 programs: 2 passed, 1 of them with rounding at each step, 1 failed",
        Summary.of(results).line());
    Path json = folder.resolve("report.json");
    Reports.write(json, "interpreter", results);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertEquals(1, report.get("passed_rounding_each_step").asInt());
    assertEquals("each-step", report.get("programs").get(0).get("rounding").asText());
    Path xml = folder.resolve("report.xml");
    Reports.write(xml, "interpreter", results);
    String text = Files.readString(xml);
    assertEquals(2, text.split("name=\"rounding\" value=\"each-step\"", -1).length, text);
  }

  @Test
  void aFixedRoundingIsNotTriedAgain() throws IOException {
    writeCancellingSums();
    for (Rounding rounding : EITHER) {
      List<ProgramResult> results =
          run(new InterpreterBackend(), Options.DEFAULT, List.of(rounding));
      assertEquals(
          rounding == Rounding.EACH_STEP
              ? List.of(Outcome.PASSED, Outcome.FAILED, Outcome.FAILED)
              : List.of(Outcome.FAILED, Outcome.PASSED, Outcome.FAILED),
          results.stream().map(ProgramResult::outcome).toList());
    }
  }

  @Test
  void reportsNameEveryProgramAndItsOutcome() throws IOException {
    write("a.hlo", NOTHING_CHECKED);
    write("b.hlo", UNKNOWN_CALL);
    List<ProgramResult> results = run(new InterpreterBackend(), Options.DEFAULT);
    Path json = folder.resolve("report.json");
    Reports.write(json, "interpreter", results);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertEquals(1, report.get("counts").get("unsupported").asInt());
    assertEquals("HLO4002", report.get("programs").get(1).get("code").asText());
    Path xml = folder.resolve("report.xml");
    Reports.write(xml, "interpreter", results);
    String text = Files.readString(xml);
    assertTrue(text.contains("errors=\"1\"") && text.contains("skipped=\"1\""), text);
    assertFalse(Summary.of(results).isSuccess());
    assertEquals("2 programs: 1 unsupported, 1 ran, nothing checked", Summary.of(results).line());
  }
}
