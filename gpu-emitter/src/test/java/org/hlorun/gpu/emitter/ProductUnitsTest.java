package org.hlorun.gpu.emitter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.api.Test;

class ProductUnitsTest {
  private static final HloModule MODULE =
      ProgramReader.read(
          SourceText.of(
              "program",
              """
              HloModule m
              ENTRY e {
                x = bf16[8,16,16,64] parameter(0)
                k = bf16[3,3,64,128] parameter(1)
                a = f32[64,64] parameter(2)
                c = bf16[8,16,16,128] convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f
                s = bf16[8,8,8,128] convolution(x, k), window={size=3x3 stride=2x2 pad=0_1x0_1}, dim_labels=b01f_01io->b01f
                d = f32[64,64] dot(a, a), lhs_contracting_dims={1}, rhs_contracting_dims={0}
                ROOT t = (bf16[8,16,16,128], bf16[8,8,8,128], f32[64,64]) tuple(c, s, d)
              }
              """));

  private static List<String> notes(String target) {
    return GpuProgramEmitter.emit(
            MODULE, GpuTarget.named(target).withBusyBlocks(4), Numerics.DEFAULT)
        .notes();
  }

  @Test
  void everyProductSaysWhatMultiplies() {
    assertEquals(
        List.of(
            "on tensor cores by wgmma: c (convolution)",
            "on tensor cores by mma.sync: s (convolution)",
            "on multiply-adds of single threads: d (dot)"),
        notes("sm_90a"));
    assertEquals(
        List.of(
            "on tensor cores by mma.sync: c (convolution), s (convolution)",
            "on multiply-adds of single threads: d (dot)"),
        notes("sm_90"));
  }
}
