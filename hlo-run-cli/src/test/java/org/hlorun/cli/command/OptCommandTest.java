package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptCommandTest {
  private static final String PROGRAM =
      """
      HloModule m
      twice {
        p = s32[2] parameter(0)
        ROOT sum = s32[2] add(p, p)
      }
      ENTRY e {
        x = s32[2] parameter(0)
        zero = s32[] constant(0)
        zeros = s32[2] broadcast(zero), dimensions={}
        y = s32[2] add(x, zeros)
        ROOT z = s32[2] call(y), to_apply=twice
      }
      """;

  @TempDir Path folder;

  @Test
  void theOptimisedProgramIsPrinted() {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "opt", "-", "--verify-each");
    assertEquals(
        """
        HloModule m, entry_computation_layout={(s32[2]{0})->s32[2]{0}}

        ENTRY %e (x: s32[2]) -> s32[2] {
          %x = s32[2]{0} parameter(0)
          ROOT %sum = s32[2]{0} add(%x, %x)
        }

        """,
        run.out(), run.err());
    assertEquals(ExitCode.OK, run.code());
  }

  private static final String SORTED =
      """
      HloModule m
      less {
        a = f32[] parameter(0)
        b = f32[] parameter(1)
        ROOT c = pred[] compare(a, b), direction=LT
      }
      ENTRY e {
        x = f32[8] parameter(0)
        n = f32[8] negate(x)
        t = f32[8] tanh(n)
        ROOT s = f32[8] sort(t), dimensions={0}, to_apply=less
      }
      """;

  @Test
  void theFusedProgramIsPrintedWithReasonsForWhatStayedOutside() {
    CommandLineRun run =
        CommandLineRun.withInput(SORTED, "opt", "-", "--stage", "fused", "--explain");
    assertTrue(run.out().contains("%loop_fusion = f32[8]{0} fusion(%x), kind=kLoop"), run.out());
    assertEquals("e: sort s: no fusion has a sort of this shape\n", run.err());
    CommandLineRun without =
        CommandLineRun.withInput(
            SORTED, "opt", "-", "--stage", "fused", "--disable-pass", "fusion");
    assertFalse(without.out().contains("fusion("), without.out());
  }

  @Test
  void passesAreChosenByName() {
    CommandLineRun only = CommandLineRun.withInput(PROGRAM, "opt", "-", "--passes=call-inlining");
    assertTrue(only.out().contains("broadcast("), only.out());
    assertFalse(only.out().contains("call("), only.out());
    CommandLineRun without =
        CommandLineRun.withInput(PROGRAM, "opt", "-", "--disable-pass", "integer-algebra");
    assertTrue(without.out().contains("broadcast("), without.out());
  }

  @Test
  void anUnknownPassIsRefusedWithTheNamesOfAll() {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "opt", "-", "--passes", "magic");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("there is no pass called 'magic'"), run.err());
    assertTrue(run.err().contains("fusion-dissolving, call-inlining"), run.err());
  }

  @Test
  void dumpsAreNumberedTexts() throws IOException {
    CommandLineRun run =
        CommandLineRun.withInput(PROGRAM, "opt", "-", "--dump", folder.resolve("d").toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    try (Stream<Path> files = Files.list(folder.resolve("d"))) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertEquals(
          List.of("0000_before_optimization.hlo", "0001_after_call-inlining.hlo"),
          names.subList(0, 2));
    }
    Path last = folder.resolve("d/0001_after_call-inlining.hlo");
    assertEquals(ExitCode.OK, CommandLineRun.of("check", last.toString()).code());
  }

  @Test
  void statisticsGoToStandardError() {
    CommandLineRun run = CommandLineRun.withInput(PROGRAM, "opt", "-", "--statistics");
    assertTrue(run.err().matches("(?s)pass +runs +changed +ms\\n.*call-inlining +2 .*"), run.err());
  }

  @Test
  void anInvalidProgramIsRefused() {
    CommandLineRun run =
        CommandLineRun.withInput("ENTRY e { ROOT x = f32[2] constant({1}) }", "opt", "-");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.out());
  }

  /** Of 256 x 256 f32 values 262144 bytes each; b takes a's place, and d is the result. */
  private static final String CHAIN =
      """
      HloModule m
      ENTRY e {
        x = f32[256,256] parameter(0)
        a = f32[256,256] sine(x)
        b = f32[256,256] dot(a, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        c = f32[256,256] dot(b, a), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        ROOT d = f32[256,256] dot(c, b), lhs_contracting_dims={1}, rhs_contracting_dims={0}
      }
      """;

  @Test
  void theMemoryPlanIsPrinted() {
    CommandLineRun run = CommandLineRun.withInput(CHAIN, "opt", "-", "--stage", "buffers");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("262144  parameter 0\n"), run.out());
    assertTrue(run.out().contains("262144  output\n"), run.out());
    // a, b and c are alive together while c is computed; one of them can lie in the result.
    assertTrue(
        run.out().contains("temporary: 524288 bytes, lower bound 524288, fragmentation 0.0 %"),
        run.out());
    assertTrue(run.out().contains("\npeak at step "), run.out());
  }

  @Test
  void theScheduledProgramSaysSo() {
    CommandLineRun run = CommandLineRun.withInput(CHAIN, "opt", "-", "--stage", "scheduled");
    assertTrue(run.out().startsWith("HloModule m, is_scheduled=true"), run.out());
  }

  @Test
  void aPlanBeyondTheLimitIsAnErrorWithThePlan() {
    CommandLineRun run =
        CommandLineRun.withInput(CHAIN, "opt", "-", "--stage", "buffers", "--max-memory", "1023k");
    assertEquals(ExitCode.RUNTIME, run.code());
    assertTrue(run.err().contains("the program needs 1048576 bytes"), run.err());
    assertTrue(run.err().contains("peak at step"), run.err());
    CommandLineRun elsewhere = CommandLineRun.withInput(CHAIN, "opt", "-", "--max-memory", "9");
    assertEquals(ExitCode.USAGE, elsewhere.code());
  }
}
