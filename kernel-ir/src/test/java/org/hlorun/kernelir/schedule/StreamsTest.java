package org.hlorun.kernelir.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Halves of arrays that are written past the caches. */
class StreamsTest {
  private static final int COUNT = 4 << 20;

  private static HloInstruction negate(long count) {
    String body = "x = f32[%1$d] parameter(0) ROOT r = f32[%1$d] negate(x)".formatted(count);
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  private static long stores(HloInstruction root, TargetDescription machine) {
    LoweredKernel kernel = Lowering.lower(root, machine).getFirst();
    return KernelText.of(kernel.kernel()).lines().filter(l -> l.contains("store")).count();
  }

  /**
   * Pieces of large arrays are of both halves; others, and those with a short last one, are not.
   */
  @ParameterizedTest
  @CsvSource({"4194304,2,128", "8388608,2,256", "2097152,1,128", "4194432,2,257"})
  void largeArraysAreWrittenInTwoPlaces(long count, long stores, long pieces) {
    HloInstruction root = negate(count);
    assertEquals(stores, stores(root, PathTarget.AVX512));
    assertEquals(pieces, Lowering.lower(root, PathTarget.AVX512).getFirst().tasks());
  }

  @Test
  void everyElementIsWritten() {
    HloInstruction root = negate(COUNT);
    ArrayLiteral numbers = ArrayLiteral.allocate(root.shape().asArray());
    for (long i = 0; i < COUNT; i++) {
      numbers.setDouble(i, i % 1009);
    }
    List<LoweredKernel> kernels = Lowering.lower(root, PathTarget.AVX512);
    assertEquals(COUNT / (2 * Strips.LENGTH), kernels.getFirst().tasks());
    ArrayLiteral result = (ArrayLiteral) KernelRunner.run(root, kernels, List.of(numbers), 64);
    for (long i = 0; i < COUNT; i++) {
      assertEquals(-(double) (i % 1009), result.getDouble(i));
    }
  }
}
