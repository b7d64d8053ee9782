package org.hlorun.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Runs of programs from standard input, for the tests of {@code hlo-run PROGRAM}. */
final class RunPrograms {
  static final String SUM =
      """
      HloModule sum
      ENTRY e {
        x = f32[2,3] parameter(0)
        y = f32[2,3] parameter(1)
        ROOT z = f32[2,3] add(x, y)
      }
      """;

  static final String TUPLE =
      """
      HloModule tuple
      ENTRY e {
        t = (s32[], (s32[2], pred[])) parameter(0)
        n = s32[] parameter(1)
        ROOT r = ((s32[], (s32[2], pred[])), s32[]) tuple(t, n)
      }
      """;

  private RunPrograms() {}

  /** Runs a text. */
  static CommandLineRun run(String program, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "-";
    System.arraycopy(options, 0, args, 1, options.length);
    return CommandLineRun.withInput(program, args);
  }

  /** What a run that must succeed prints. */
  static String results(CommandLineRun run) {
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run.out();
  }

  /** Holds that a run says why it stops, prints nothing and shows no stack trace. */
  static void assertRefused(ExitCode code, String message, CommandLineRun run) {
    assertTrue(run.err().contains(message), run.err());
    assertEquals(code, run.code());
    assertEquals("", run.out());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  /** 0, 1, 2... */
  static ArrayLiteral iota(ElementType type, long... sizes) {
    return RandomLiterals.of(ArrayShape.of(type, sizes), Distribution.IOTA, 0).asArray();
  }
}
