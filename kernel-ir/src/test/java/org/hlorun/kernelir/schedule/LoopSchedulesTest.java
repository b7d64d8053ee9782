package org.hlorun.kernelir.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

class LoopSchedulesTest {
  private static Buffer buffer(ScalarType type, long count) {
    return new Buffer("b" + type + count, type, count, Buffer.Role.INPUT);
  }

  /** An array that no vector is filled with leaves the lanes of the others. */
  @Test
  void lanesAreThoseOfTheWidestTypeOfArraysThatFillAVector() {
    Buffer key = buffer(ScalarType.I64, 2);
    Buffer numbers = buffer(ScalarType.F32, 1024);
    Buffer wide = buffer(ScalarType.F64, 8);
    Buffer bytes = buffer(ScalarType.I8, 4096);
    assertEquals(16, LoopSchedules.width(List.of(key, numbers), 64));
    assertEquals(8, LoopSchedules.width(List.of(numbers, wide), 64));
    assertEquals(8, LoopSchedules.width(List.of(numbers), 32));
    assertEquals(16, LoopSchedules.width(List.of(bytes), 64));
    assertEquals(8, LoopSchedules.width(List.of(key, buffer(ScalarType.F32, 3)), 64));
    assertEquals(16, LoopSchedules.width(List.of(buffer(ScalarType.F64, 1), numbers), 64));
  }

  private static long loops(String target) {
    String text =
        """
        HloModule t
        ENTRY main {
          x = f32[4096,1024] parameter(0)
          ROOT y = f32[4096,1024] negate(x)
        }
        """;
    var module = HloParser.parse(SourceText.of("t.hlo", text));
    Kernel kernel =
        Lowering.lower(module.entry().root(), TargetDescription.named(target)).getFirst().kernel();
    return Pattern.compile(" in 0\\.\\.").matcher(KernelText.of(kernel)).results().count();
  }

  /** Large arrays are walked in strips by turns where vectors are narrow, else in one run. */
  @Test
  void wideVectorsWalkOneRun() {
    assertEquals(4, loops("x86-64-v3"));
    assertEquals(2, loops("x86-64-v4"));
  }
}
