package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.KnownProgram;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which back end {@code auto} chooses. */
class AutoBackendTest {
  private static final HloModule MODULE = Programs.module("ENTRY e { ROOT c = f32[] constant(2) }");

  private record Given(String name, BiFunction<HloModule, Options, Executable> compiler)
      implements Backend {
    @Override
    public Executable compile(HloModule module, Options options) {
      return compiler.apply(module, options);
    }
  }

  private static Backend refusing(DiagnosticCode code) {
    return new Given(
        "gpu",
        (module, options) -> {
          throw HloException.of(code, "the GPU is on fire", "put it out");
        });
  }

  private static Executable compile(Optional<Backend> gpu, Options options) {
    return new AutoBackend(() -> gpu, new CpuBackend()).compile(MODULE, options);
  }

  @Test
  void aGpuIsUsedIfThereIsOne() {
    try (Executable theirs = new CpuBackend().compile(MODULE, Options.DEFAULT)) {
      Backend gpu = new Given("gpu", (module, options) -> theirs);
      assertSame(theirs, compile(Optional.of(gpu), Options.DEFAULT));
    }
  }

  @Test
  void withoutOneTheCpuIsUsed() {
    try (Executable executable = compile(Optional.empty(), Options.DEFAULT)) {
      assertEquals(
          List.of(
              "the back end gpu is not used: this machine has no device files of an NVIDIA GPU"),
          executable.notes());
      assertEquals(List.of(), executable.fallbacks());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSUPPORTED", "MEMORY", "CHECK_FAILED"})
  void aGpuThatDoesNotWorkIsSaidAndDoneWithout(DiagnosticCode code) {
    try (Executable executable = compile(Optional.of(refusing(code)), Options.DEFAULT)) {
      assertEquals(List.of("the back end gpu is not used: the GPU is on fire"), executable.notes());
      assertEquals(2, ((ArrayLiteral) executable.run(List.of())).getDouble(0));
    }
  }

  @Test
  void aDefectOfTheGpuBackendIsSaidAndDoneWithout() {
    Backend defect =
        new Given(
            "gpu",
            (module, options) -> {
              throw new UnsatisfiedLinkError("no such symbol");
            });
    try (Executable executable = compile(Optional.of(defect), Options.DEFAULT)) {
      assertEquals(
          List.of(
              "the back end gpu is not used: it has a defect: java.lang.UnsatisfiedLinkError: no"
                  + " such symbol"),
          executable.notes());
    }
  }

  @Test
  void whatIsWrongWithTheProgramIsAnError() {
    assertThrows(
        HloException.class,
        () -> compile(Optional.of(refusing(DiagnosticCode.USAGE)), Options.DEFAULT));
  }

  @Test
  void guardsAreOfTheCpu() {
    try (Executable executable =
        compile(
            Optional.of(refusing(DiagnosticCode.USAGE)), Options.DEFAULT.withCheckMemory(true))) {
      assertEquals(List.of(), executable.notes());
    }
  }

  /** Finds every text, and cannot load what it finds. */
  private static final class Forgetful implements Backend {
    private final Backend compiler = new CpuBackend();

    @Override
    public String name() {
      return compiler.name();
    }

    @Override
    public Executable compile(HloModule module, Options options) {
      return compiler.compile(module, options);
    }

    @Override
    public Optional<KnownProgram> known(SourceText text, Options options) {
      return Optional.of(
          new KnownProgram(
              ProgramSignature.of(MODULE.entry()),
              1,
              forRun -> {
                throw new IllegalStateException("no room for code");
              }));
    }
  }

  @Test
  void aKnownProgramThatDoesNotLoadIsReadAndCompiled() {
    SourceText text =
        SourceText.of("two.hlo", "HloModule two ENTRY e { ROOT c = f32[] constant(2) }");
    AutoBackend auto = new AutoBackend(Optional::empty, new Forgetful());
    try (Executable executable =
        auto.known(text, Options.DEFAULT).orElseThrow().load(Options.DEFAULT)) {
      assertEquals(2, ((ArrayLiteral) executable.run(List.of())).getDouble(0));
      assertEquals(1, executable.notes().size());
    }
  }

  @Test
  void whereThereIsAGpuProgramsAreRead() {
    AutoBackend auto =
        new AutoBackend(() -> Optional.of(refusing(DiagnosticCode.UNSUPPORTED)), new Forgetful());
    SourceText text = SourceText.of("two.hlo", "never read");
    assertEquals(Optional.empty(), auto.known(text, Options.DEFAULT));
  }
}
