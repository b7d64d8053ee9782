package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dots of bf16 for machines that multiply pairs of them. What their code computes is looked at by
 * the kernels' interpreter, on any machine, and by {@link ProductLoweringTest} and {@link
 * LibraryProductTest} on those that have the instruction.
 */
class BrainPairsTest {
  private static final TargetDescription PAIRS = PathTarget.BRAIN_PAIRS;

  private static HloInstruction dot(String type, String shapes, String dimensions) {
    String[] s = shapes.split(" ");
    return ContractionCheck.module(
            "ENTRY main { x = %1$s[%2$s] parameter(0) y = %1$s[%3$s] parameter(1) ROOT r = f32[%4$s] dot(x, y), %5$s }"
                .formatted(type, s[0], s[1], s[2], dimensions))
        .entry()
        .root();
  }

  private static boolean areMultiplied(HloInstruction dot, TargetDescription target) {
    return Lowering.lower(dot, target).stream()
        .map(kernel -> KernelEmitter.emit(kernel.kernel(), target.vectorBytes()))
        .anyMatch(text -> text.contains("@llvm.x86.avx512bf16.dpbf16ps.512"));
  }

  @Test
  void onlyPairsOfBrainFloatsOnMachinesThatMultiplyThem() {
    String dimensions = "lhs_contracting_dims={1}, rhs_contracting_dims={0}";
    HloInstruction pairs = dot("bf16", "144,96 96,320 144,320", dimensions);
    assertTrue(areMultiplied(pairs, PAIRS));
    assertTrue(areMultiplied(dot("bf16", "144,1600 1600,320 144,320", dimensions), PAIRS));
    assertFalse(areMultiplied(pairs, PAIRS.without("avx512bf16")));
    assertFalse(areMultiplied(pairs, TargetDescription.named("x86-64-v3")));
    assertFalse(areMultiplied(dot("f16", "144,96 96,320 144,320", dimensions), PAIRS));
    assertFalse(areMultiplied(dot("bf16", "144,97 97,320 144,320", dimensions), PAIRS));
  }

  /**
   * Small integers, whose sums are exact: by the library, with and without a copy of the operands
   * before, and by kernels of their own.
   */
  @ParameterizedTest
  @CsvSource({
    "'140,1568 1568,40 140,40', 1, 0, library 2",
    "'43,38 38,1000 43,1000', 1, 0, library 1",
    "'67,280 280,137 67,137', 1, 0, library 1",
    "'32,18 18,3000 32,3000', 1, 0, library 1",
    "'140,38 700,38 140,700', 1, 1, own 2",
    "'21,32 32,1000 21,1000', 1, 0, own 1",
    "'21,38 38,700 21,700', 1, 0, own 1",
    "'21,38 700,38 21,700', 1, 1, own 1",
    "'38,21 38,700 21,700', 0, 0, own 1"
  })
  void sumsOfSmallIntegersAreExact(String shapes, int left, int right, String path) {
    HloInstruction dot =
        dot(
            "bf16",
            shapes,
            "lhs_contracting_dims={%d}, rhs_contracting_dims={%d}".formatted(left, right));
    assertTrue(areMultiplied(dot, PAIRS));
    Random random = new Random(5);
    List<Literal> operands = new ArrayList<>();
    for (HloInstruction operand : dot.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long e = 0; e < literal.elementCount(); e++) {
        literal.setDouble(e, random.nextInt(-100, 100));
      }
      operands.add(literal);
    }
    List<LoweredKernel> kernels = Lowering.lower(dot, PAIRS);
    boolean isShared = kernels.getFirst().kernel().isForAllSizes();
    assertEquals(path, (isShared ? "library " : "own ") + kernels.size());
    ArrayLiteral sums = (ArrayLiteral) KernelRunner.interpret(dot, kernels, operands);
    ArrayLiteral x = (ArrayLiteral) operands.get(0);
    ArrayLiteral y = (ArrayLiteral) operands.get(1);
    long rows = sums.shape().dimension(0);
    long columns = sums.shape().dimension(1);
    long depth = x.shape().dimension(left);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        double sum = 0;
        for (long k = 0; k < depth; k++) {
          double a = x.getDouble(left == 1 ? i * depth + k : k * rows + i);
          double b = y.getDouble(right == 0 ? k * columns + j : j * depth + k);
          sum += a * b;
        }
        assertEquals(sum, sums.getDouble(i * columns + j));
      }
    }
  }
}
