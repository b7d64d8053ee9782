package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.SUM;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

/** {@code hlo-run --check-memory}. What wrong kernels do is in the tests of the emulator. */
class MemoryCheckTest {
  private static final String ORDERLY = "memory, races and barriers are in order";

  @Test
  void rightKernelsAreInOrder() {
    CommandLineRun run = run(SUM, "--check-memory");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    assertTrue(run.err().contains("checked 1 runs of 1 kernels: " + ORDERLY), run.err());
  }

  @Test
  void whatRunsOnTheInterpreterIsSaidNotToBeChecked() {
    String program =
        """
        HloModule m
        ENTRY e {
          x = s32[8] parameter(0)
          ROOT h = s32[8] mulhi(x, x)
        }
        """;
    CommandLineRun run = run(program, "--check-memory");
    assertTrue(run.err().contains("not checked: "), run.err());
    assertTrue(run.err().contains("nothing was checked: no kernel was run"), run.err());
  }

  @Test
  void nativeKernelsAreWatchedWithGuards() {
    CommandLineRun run = run(SUM, "--check-memory", "--backend", "cpu");
    assertTrue(results(run).contains("f32[2,3]"), run.out());
    assertTrue(
        run.err().contains("checked 1 runs of 1 kernels: the guards of arrays are in order"),
        run.err());
  }

  @Test
  void itWatchesOnlyTheEmulatorAndNativeCode() {
    CommandLineRun run = run(SUM, "--check-memory", "--backend", "interpreter");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("watches the back ends ptx-emulator and cpu"), run.err());
    assertTrue(
        run(SUM, "--check-memory", "--backend", "ptx-emulator").err().contains(ORDERLY), run.err());
  }
}
