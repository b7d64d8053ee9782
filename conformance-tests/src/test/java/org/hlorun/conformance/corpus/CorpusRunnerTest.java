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

  private List<ProgramResult> run(Backend backend, Options options) {
    List<ProgramResult> seen = new ArrayList<>();
    List<ProgramResult> all =
        new CorpusRunner(backend, options, 2)
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
    assertTrue(text.contains("failures=\"1\"") && text.contains("skipped=\"1\""), text);
    assertFalse(Summary.of(results).isSuccess());
    assertEquals("2 programs: 1 unsupported, 1 ran, nothing checked", Summary.of(results).line());
  }
}
