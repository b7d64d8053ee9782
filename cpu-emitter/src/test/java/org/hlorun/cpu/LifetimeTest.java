package org.hlorun.cpu;

import static org.hlorun.cpu.Programs.arguments;
import static org.hlorun.cpu.Programs.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Executables free what they take, whenever they are closed and whatever went wrong. */
class LifetimeTest {
  /** KiB; a leaked workspace, JIT library or stack takes more than 100 KiB a round. */
  private static final long MAX_GROWTH = 64 << 10;

  private static final int TIMES = 4;
  private static final int ROUNDS = Integer.getInteger("hlo.rounds", 200);

  private static final String LARGE =
      """
      less { a = f32[] parameter(0) b = f32[] parameter(1)
        ROOT lt = pred[] compare(a, b), direction=LT }
      ENTRY main { p = f32[300,400] parameter(0) t = f32[300,400] tanh(p)
        s = f32[300,400] sort(t), dimensions={1}, to_apply=less
        ROOT e = f32[300,400] exponential(s) }
      """;

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("hlo-native-worker"))
        .count();
  }

  @Test
  void closingTwiceIsHarmlessAndARunAfterwardsIsRefused() {
    HloModule module = module("ENTRY main { p = f32[4] parameter(0) ROOT n = f32[4] negate(p) }");
    Executable executable = new CpuBackend().compile(module, Options.DEFAULT);
    executable.close();
    executable.close();
    HloException problem =
        assertThrows(HloException.class, () -> executable.run(arguments(module)));
    assertEquals(DiagnosticCode.USAGE, problem.diagnostic().code());
  }

  @Test
  void closingDuringRunsLetsThemEndAndEndsTheThreads() throws Exception {
    HloModule module = module(LARGE);
    List<Literal> arguments = arguments(module);
    long before = workers();
    for (int round = 0; round < 5; round++) {
      Executable executable = new CpuBackend().compile(module, Options.DEFAULT.withThreads(3));
      Literal expected = executable.run(arguments);
      try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
        List<Future<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          runs.add(pool.submit(untilClosed(executable, arguments, expected)));
        }
        Thread.sleep(30);
        executable.close();
        for (Future<Integer> run : runs) {
          assertTrue(run.get() >= 0);
        }
      }
    }
    assertEquals(before, workers());
  }

  /** Runs and compares until the executable refuses; gives the number of runs. */
  private static Callable<Integer> untilClosed(
      Executable executable, List<Literal> arguments, Literal expected) {
    return () -> {
      int runs = 0;
      while (true) {
        try {
          assertEquals(expected, executable.run(arguments));
          runs++;
        } catch (HloException e) {
          assertEquals(DiagnosticCode.USAGE, e.diagnostic().code());
          return runs;
        }
      }
    };
  }

  @Test
  void whatGoesWrongInAnInstructionThatIsHandedBackReachesTheCaller() {
    HloModule module =
        module(
            """
            ENTRY main { p = f32[4] parameter(0) n = f32[4] negate(p)
              t = () custom-call(p, n), custom_call_target="check.expect_eq",
                custom_call_has_side_effect=true
              ROOT a = f32[4] add(p, n) }
            """);
    try (Executable executable = new CpuBackend().compile(module, Options.DEFAULT)) {
      assertEquals(1, executable.fallbacks().size());
      Fallback fallback = executable.fallbacks().getFirst();
      assertEquals("t", fallback.instruction());
      assertEquals(3, fallback.location().line());
      for (int i = 0; i < 3; i++) {
        HloException problem =
            assertThrows(HloException.class, () -> executable.run(arguments(module)));
        assertEquals(DiagnosticCode.CHECK_FAILED, problem.diagnostic().code());
      }
    }
  }

  /**
   * Compile, run, close, over and over; {@code -Dhlo.rounds=10000} for a long test. What leaks does
   * so again and again; the Java heap, which is part of what the system sees, grows once.
   */
  @Test
  void memoryDoesNotGrowFromRoundToRound() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "this system does not tell a process's memory");
    rounds(Math.max(50, ROUNDS / 4));
    long least = Long.MAX_VALUE;
    for (int time = 0; time < TIMES && least >= MAX_GROWTH; time++) {
      long before = residentKibibytes(status);
      rounds(ROUNDS);
      long growth = residentKibibytes(status) - before;
      System.out.printf("%d rounds: %d KiB more than before, at %d%n", ROUNDS, growth, before);
      least = Math.min(least, growth);
    }
    assertTrue(least < MAX_GROWTH, least + " KiB more after " + ROUNDS + " rounds, at the least");
    assertEquals(0, workers());
  }

  private static void rounds(int count) {
    HloModule module = module(LARGE.replace("300,400", "100,90"));
    Options options = Options.DEFAULT.withThreads(2).withTimeout(Duration.ofMinutes(1));
    for (int i = 0; i < count; i++) {
      try (Executable executable = new CpuBackend().compile(module, options)) {
        executable.run(arguments(module));
      }
    }
    System.gc();
  }

  private static long residentKibibytes(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS in " + status);
  }
}
