package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stores go past the caches. */
class StreamedStoreTest {
  private static final TargetDescription AVX2 = TargetDescription.named("x86-64-v3");

  /**
   * Rows of three vectors and a half: the halves are aligned to themselves, but share lines with
   * what was written before, and writing them past the caches takes five times as long.
   */
  @ParameterizedTest
  @CsvSource({"56, false", "64, true"})
  void onlyWholeVectorsOfLoopsArePastTheCaches(int size, boolean streams) {
    String text =
        """
        HloModule t
        ENTRY e {
          x = f32[96,144,N,N] parameter(0)
          k = f32[3,3,1,144] parameter(1)
          ROOT c = f32[96,144,N,N] convolution(x, k), window={size=3x3 pad=1_1x1_1},
            dim_labels=bf01_01io->bf01, feature_group_count=144
        }
        """
            .replace(",N,N]", "," + size + "," + size + "]");
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    StringBuilder code = new StringBuilder();
    for (LoweredKernel kernel : Lowering.lower(module.entry().root(), AVX2)) {
      code.append(KernelEmitter.emit(kernel.kernel(), AVX2.vectorBytes(), true));
    }
    assertEquals(streams, code.indexOf("!nontemporal") >= 0);
  }
}
