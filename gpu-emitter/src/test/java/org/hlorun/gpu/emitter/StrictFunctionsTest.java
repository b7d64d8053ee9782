package org.hlorun.gpu.emitter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that kernels compute to a few units in the last place. */
class StrictFunctionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"erfc", "erf_inv", "lgamma", "digamma", "bessel_i1e"})
  void strictNumericsHandThemBack(String function) {
    String program =
        """
        HloModule m
        ENTRY e {
          x = f32[1000] parameter(0)
          ROOT r = f32[1000] custom-call(x), custom_call_target="chlo.%s"
        }
        """
            .formatted(function);
    HloModule module = ProgramReader.read(SourceText.of("program", program));
    GpuTarget target = GpuTarget.of(90);
    assertEquals(0, GpuProgramEmitter.emit(module, target, Numerics.DEFAULT).handedBack().size());
    assertEquals(1, GpuProgramEmitter.emit(module, target, Numerics.STRICT).handedBack().size());
  }
}
