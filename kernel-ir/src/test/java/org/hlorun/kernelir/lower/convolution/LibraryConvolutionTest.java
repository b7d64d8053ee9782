package org.hlorun.kernelir.lower.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions whose kernels are for all sizes. */
class LibraryConvolutionTest {
  private static final String SMALL =
      "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,9,11,16]"
          + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f";

  private static HloInstruction root(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  private static List<LoweredKernel> kernels(String body) {
    return Lowering.lower(root(body), PathTarget.AVX2);
  }

  /** Paddings, strides, dilations, and sizes that leave parts of tiles, panels, vectors, rounds. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        SMALL,
        "x = f32[1,20,23,6] parameter(0) k = f32[3,3,6,511] parameter(1) ROOT r ="
            + " f32[1,20,23,511] convolution(x, k), window={size=3x3 pad=1_1x1_1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[3,29,35,3] parameter(0) k = f32[3,3,3,32] parameter(1) ROOT r ="
            + " f32[3,15,18,32] convolution(x, k), window={size=3x3 stride=2x2 pad=1_1x1_1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,31,18,5] parameter(0) k = f32[5,3,5,16] parameter(1) ROOT r = f32[2,10,15,16]"
            + " convolution(x, k), window={size=5x3 stride=3x1 pad=2_0x-1_0},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,12,13,7] parameter(0) k = f32[3,2,7,16] parameter(1) ROOT r = f32[2,9,12,16]"
            + " convolution(x, k), window={size=3x2 pad=-1_2x0_0 rhs_dilate=2x1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[1,40,41,1] parameter(0) k = f32[5,5,1,16] parameter(1) ROOT r = f32[1,36,37,16]"
            + " convolution(x, k), window={size=5x5}, dim_labels=b01f_01io->b01f",
        "x = f32[2,3,2,4] parameter(0) k = f32[2,2,4,16] parameter(1) ROOT r = f32[2,15,8,16]"
            + " convolution(x, k), window={size=2x2 pad=7_6x5_2}, dim_labels=b01f_01io->b01f",
        "x = f32[1,2,3,4] parameter(0) k = f32[2,2,4,16] parameter(1) ROOT r = f32[1,2,3,16]"
            + " convolution(x, k), window={size=2x2 pad=5_-4x9_-8},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[3,40,7] parameter(0) k = f32[5,7,16] parameter(1) ROOT r = f32[3,20,16]"
            + " convolution(x, k), window={size=5 stride=2 pad=2_2}, dim_labels=b0f_0io->b0f",
        "x = f32[3,24,7] parameter(0) k = f32[1,7,16] parameter(1) ROOT r = f32[3,12,16]"
            + " convolution(x, k), window={size=1 stride=2}, dim_labels=b0f_0io->b0f",
        "x = f64[2,13,15,9] parameter(0) k = f64[3,3,9,24] parameter(1) ROOT r = f64[2,12,15,24]"
            + " convolution(x, k), window={size=3x3 pad=1_0x1_1}, dim_labels=b01f_01io->b01f",
      })
  void ofAnySizeAreOfTheLibrary(String body) {
    for (LoweredKernel kernel : kernels(body)) {
      assertTrue(kernel.kernel().isForAllSizes());
    }
    ContractionCheck.check(body, 200);
  }

  /** Other orders of dimensions, dilated lines, features beside, tiles that are mostly empty. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,8,9,11] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,9,11,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,16,8] parameter(1) ROOT r = f32[2,9,11,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01oi->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,16,9,11]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->bf01",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,9,9,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1 rhs_dilate=1x2},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,9,11,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1 rhs_reversal=1x1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[2,17,21,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1 lhs_dilate=2x2},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,4,16] parameter(1) ROOT r = f32[2,9,11,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, feature_group_count=2,"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,24] parameter(1) ROOT r = f32[2,9,11,24]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f",
        "x = f32[1,5,5,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = f32[1,5,5,16]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f",
        "x = bf16[2,9,11,8] parameter(0) k = bf16[3,3,8,16] parameter(1) ROOT r ="
            + " bf16[2,9,11,16] convolution(x, k), window={size=3x3 pad=1_1x1_1},"
            + " dim_labels=b01f_01io->b01f",
      })
  void othersHaveKernelsOfTheirOwn(String body) {
    for (LoweredKernel kernel : kernels(body)) {
      assertFalse(kernel.kernel().isForAllSizes());
    }
    ContractionCheck.check(body, 200);
  }

  @Test
  void kernelsAreTheSameForAllSizes() {
    String large =
        "x = f32[8,57,57,64] parameter(0) k = f32[7,7,64,128] parameter(1) ROOT r ="
            + " f32[8,28,28,128] convolution(x, k), window={size=7x7 stride=2x2 pad=2_2x2_2},"
            + " dim_labels=b01f_01io->b01f";
    assertEquals(3, kernels(SMALL).size());
    for (int i = 0; i < 3; i++) {
      assertSame(kernels(SMALL).get(i).kernel(), kernels(large).get(i).kernel());
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloInstruction convolution = root(SMALL);
    List<Literal> operands = new ArrayList<>();
    Random random = new Random(1);
    for (HloInstruction operand : convolution.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, random.nextGaussian());
      }
      operands.add(literal);
    }
    assertEquals(
        KernelRunner.run(convolution, operands), KernelRunner.interpret(convolution, operands));
  }
}
