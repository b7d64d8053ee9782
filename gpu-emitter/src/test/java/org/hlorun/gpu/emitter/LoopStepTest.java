package org.hlorun.gpu.emitter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.api.Test;

/** Which loops the host counts itself. */
class LoopStepTest {
  private static List<Long> iterations(String condition, String start) {
    HloModule module =
        ProgramReader.read(
            SourceText.of(
                "loop.hlo",
                """
                HloModule m
                c {
                  s = (s32[], f32[4]) parameter(0)
                  i = s32[] get-tuple-element(s), index=0
                  x = f32[4] get-tuple-element(s), index=1
                  first = f32[1] slice(x), slice={[0:1]}
                  one = f32[] reshape(first)
                  half = f32[] constant(0.5)
                  seven = s32[] constant(7)
                  ROOT r = pred[] %s
                }
                b {
                  s = (s32[], f32[4]) parameter(0)
                  i = s32[] get-tuple-element(s), index=0
                  x = f32[4] get-tuple-element(s), index=1
                  two = s32[] constant(2)
                  j = s32[] add(i, two)
                  y = f32[4] cosine(x)
                  ROOT r = (s32[], f32[4]) tuple(j, y)
                }
                ENTRY e {
                  x = f32[4] parameter(0)
                  p = s32[] parameter(1)
                  zero = s32[] constant(0)
                  t = (s32[], f32[4]) tuple(%s, x)
                  ROOT w = (s32[], f32[4]) while(t), condition=c, body=b
                }
                """
                    .formatted(condition, start)));
    List<Long> found = new ArrayList<>();
    for (Step step : GpuProgramEmitter.emit(module, GpuTarget.of(90), Numerics.DEFAULT).steps()) {
      if (step instanceof Step.Loop loop) {
        found.add(loop.iterations());
      }
    }
    return found;
  }

  @Test
  void countersFromAConstantToAConstantAreKnown() {
    assertEquals(List.of(4L), iterations("compare(i, seven), direction=LT", "zero"));
  }

  @Test
  void othersAreAskedFor() {
    assertEquals(List.of(-1L), iterations("compare(i, seven), direction=LT", "p"));
    assertEquals(List.of(-1L), iterations("compare(one, half), direction=GT", "zero"));
  }
}
