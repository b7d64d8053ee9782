package org.hlorun.gpu.emitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.api.Test;

/** How many blocks work on long reductions; what they give is in the tests of the back end. */
class LongReductionTest {
  private static List<Long> blocks(String shape, String result, String start, Numerics numerics) {
    String program =
        """
        HloModule m
        add {
          a = f32[] parameter(0)
          b = f32[] parameter(1)
          ROOT c = f32[] add(a, b)
        }
        ENTRY e {
          x = SHAPE parameter(0)
          start = f32[] constant(START)
          ROOT r = RESULT reduce(x, start), dimensions={0}, to_apply=add
        }
        """
            .replace("SHAPE", shape)
            .replace("RESULT", result)
            .replace("START", start);
    return GpuProgramEmitter.emit(
            ProgramReader.read(SourceText.of("program", program)), GpuTarget.of(90), numerics)
        .kernels()
        .values()
        .stream()
        .map(schedule -> schedule.launch().blocks())
        .toList();
  }

  @Test
  void sumsOfManyElementsKeepTheGpuBusy() {
    List<Long> blocks = blocks("f32[16777216]", "f32[]", "0", Numerics.DEFAULT);
    assertEquals(2, blocks.size());
    assertTrue(blocks.getFirst() >= 132, blocks::toString);
    assertEquals(1, blocks.getLast());
  }

  @Test
  void columnsOfManyRowsKeepTheGpuBusy() {
    List<Long> blocks = blocks("f32[200704,32]", "f32[32]", "0", Numerics.DEFAULT);
    assertEquals(2, blocks.size());
    assertTrue(blocks.getFirst() >= 132, blocks::toString);
  }

  @Test
  void reductionsStayWholeWhereThatIsRightOrShorter() {
    assertEquals(1, blocks("f32[1000000]", "f32[]", "0", Numerics.STRICT).size());
    assertEquals(1, blocks("f32[1000000]", "f32[]", "1", Numerics.DEFAULT).size());
    assertEquals(1, blocks("f32[5000]", "f32[]", "0", Numerics.DEFAULT).size());
    assertEquals(1, blocks("f32[100003]", "f32[]", "0", Numerics.DEFAULT).size());
    assertEquals(1, blocks("f32[1000,300]", "f32[300]", "0", Numerics.DEFAULT).size());
  }
}
