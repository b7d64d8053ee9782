package org.hlorun.cpu;

import static org.hlorun.cpu.Programs.arguments;
import static org.hlorun.cpu.Programs.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native runs keep to their limits, and the executable is good for more runs afterwards. */
class LimitsTest {
  /** Parallel kernels in a loop without end. */
  private static final String ENDLESS_KERNELS =
      """
      cond { s = f32[512,512] parameter(0) ROOT t = pred[] constant(true) }
      body { b = f32[512,512] parameter(0) ROOT d = f32[512,512] dot(b, b),
        lhs_contracting_dims={1}, rhs_contracting_dims={0} }
      ENTRY main { p = f32[512,512] parameter(0)
        ROOT w = f32[512,512] while(p), condition=cond, body=body }
      """;

  /** An instruction in a loop without end that the interpreter runs. */
  private static final String ENDLESS_HOST_CALLS =
      """
      less { a = f32[] parameter(0) b = f32[] parameter(1)
        ROOT lt = pred[] compare(a, b), direction=LT }
      cond { s = f32[9] parameter(0) ROOT t = pred[] constant(true) }
      body { b = f32[9] parameter(0) ROOT d = f32[9] sort(b), dimensions={0}, to_apply=less }
      ENTRY main { p = f32[9] parameter(0) ROOT w = f32[9] while(p), condition=cond, body=body }
      """;

  private static HloException refused(HloModule module, Options options) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try (Executable executable = new CpuBackend().compile(module, options)) {
            assertThrows(HloException.class, () -> executable.run(arguments(module)));
            return assertThrows(HloException.class, () -> executable.run(arguments(module)));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {Programs.ENDLESS, ENDLESS_KERNELS, ENDLESS_HOST_CALLS})
  void aRunStopsWhenItsTimeIsOver(String text) {
    for (int threads = 1; threads <= 2; threads++) {
      Options options = Options.DEFAULT.withTimeout(Duration.ofMillis(50)).withThreads(threads);
      HloException problem = refused(module(text), options);
      assertEquals(DiagnosticCode.TIME_LIMIT, problem.diagnostic().code());
      assertTrue(problem.getMessage().contains("0.05 s"), problem.getMessage());
    }
  }

  /** A run with a monitor that begins to say something when the program is compiled. */
  private static <T extends RuntimeException> T stopped(Class<T> by, BooleanSupplier cancelled) {
    AtomicBoolean compiled = new AtomicBoolean();
    Monitor monitor =
        new Monitor() {
          @Override
          public boolean isCancelled() {
            return compiled.get() && cancelled.getAsBoolean();
          }
        };
    HloModule module = module(Programs.ENDLESS);
    try (Executable executable =
        new CpuBackend().compile(module, Options.DEFAULT.withMonitor(monitor))) {
      compiled.set(true);
      return assertThrows(by, () -> executable.run(arguments(module)));
    }
  }

  @Test
  void aRunStopsWhenItsMonitorSaysSo() {
    AtomicBoolean asked = new AtomicBoolean();
    BooleanSupplier notAtOnce = () -> asked.getAndSet(true);
    assertEquals(
        DiagnosticCode.CANCELLED, stopped(HloException.class, notAtOnce).diagnostic().code());
    HloException atOnce = stopped(HloException.class, () -> true);
    assertEquals(DiagnosticCode.CANCELLED, atOnce.diagnostic().code());
  }

  @Test
  void aDefectOfTheMonitorStopsTheRun() {
    BooleanSupplier defect =
        () -> {
          throw new IllegalStateException("a defect");
        };
    assertEquals("a defect", stopped(IllegalStateException.class, defect).getMessage());
  }

  @Test
  void aCancelledCompilationEnds() {
    Monitor monitor =
        new Monitor() {
          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    HloModule module = module(Programs.ENDLESS);
    HloException problem =
        assertThrows(
            HloException.class,
            () -> new CpuBackend().compile(module, Options.DEFAULT.withMonitor(monitor)));
    assertEquals(DiagnosticCode.CANCELLED, problem.diagnostic().code());
  }

  @Test
  void tooManyIterationsAreRefusedAtTheLoop() {
    HloException problem =
        refused(module(Programs.ENDLESS), Options.DEFAULT.withMaxIterations(1000));
    assertEquals(DiagnosticCode.TIME_LIMIT, problem.diagnostic().code());
    assertTrue(problem.getMessage().contains("the loop w made more than the allowed 1,000"));
    assertEquals(5, problem.diagnostic().location().line());
  }

  @Test
  void tooLittleMemoryIsRefusedBeforeTheRunWithWhatTakesMost() {
    HloModule module =
        module(
            """
            ENTRY main { p = f32[300,300] parameter(0) t = f32[300,300] tanh(p)
              d = f32[300,300] dot(t, t), lhs_contracting_dims={1}, rhs_contracting_dims={0}
              ROOT r = f32[1,300] slice(d), slice={[0:1], [0:300]} }
            """);
    HloException problem = refused(module, Options.DEFAULT.withMaxMemoryBytes(100_000));
    assertEquals(DiagnosticCode.MEMORY, problem.diagnostic().code());
    assertTrue(problem.getMessage().contains("1,200 for results"), problem.getMessage());
    assertTrue(problem.getMessage().contains("of t (f32[300,300])"), problem.getMessage());
  }
}
