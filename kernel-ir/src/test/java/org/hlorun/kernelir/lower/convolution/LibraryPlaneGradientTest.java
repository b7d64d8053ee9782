package org.hlorun.kernelir.lower.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of depthwise convolutions' factors whose kernels are for planes of all sizes. */
class LibraryPlaneGradientTest {
  /** The gradient of a convolution of 3x3 factors with padding. */
  private static String gradient(
      String type, int images, int channels, int height, int width, int stride) {
    String left =
        "%s[%d,%d,%d,%d]".formatted(type, images, channels, height * stride, width * stride);
    String right = "%s[%d,%d,%d,%d]".formatted(type, images, channels, height, width);
    String padding = stride == 1 ? "1_1x1_1" : "1_0x1_0 rhs_dilate=%dx%1$d".formatted(stride);
    return ("x = %s parameter(0) k = %s parameter(1) ROOT r = %s[3,3,1,%d] convolution(x, k),"
            + " window={size=%dx%d pad=%s}, dim_labels=fb01_io01->01bf, batch_group_count=%d")
        .formatted(left, right, type, channels, height, width, padding, channels);
  }

  private static HloInstruction root(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  private static List<LoweredKernel> kernels(String body) {
    return Lowering.lower(root(body), TargetDescription.host());
  }

  private static void checkLibrary(String body, long depth) {
    for (LoweredKernel kernel : kernels(body)) {
      assertTrue(kernel.kernel().isForAllSizes());
    }
    ContractionCheck.check(body, depth);
  }

  /** Planes with and without whole vectors and rests of them, with and without strides. */
  @ParameterizedTest
  @CsvSource({
    "f32, 1, 7, 1, 1, 1",
    "f32, 5, 9, 7, 7, 1",
    "f32, 5, 9, 7, 7, 2",
    "f32, 1, 7, 5, 3, 1",
    "f32, 2, 16, 14, 14, 1",
    "f32, 2, 16, 14, 14, 2",
    "f32, 3, 130, 6, 8, 1",
    "f32, 1, 5, 3, 57, 2",
    "f32, 12, 3, 29, 31, 1",
    "f64, 5, 9, 7, 7, 1",
    "f64, 2, 7, 9, 10, 2"
  })
  void ofPlanesOfAnySizeAreOfTheLibrary(
      String type, int images, int channels, int height, int width, int stride) {
    checkLibrary(
        gradient(type, images, channels, height, width, stride), (long) images * height * width);
  }

  /** Other windows, paddings, strides, dilations and layouts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[3,9,12,13] parameter(0) k = f32[3,9,12,13] parameter(1) ROOT r = f32[5,5,1,9]"
            + " convolution(x, k), window={size=12x13 pad=2_2x2_2}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=9",
        "x = f32[3,9,12,13] parameter(0) k = f32[3,9,5,4] parameter(1) ROOT r = f32[9,1,4,4]"
            + " convolution(x, k), window={size=5x4 pad=0_0x-1_1 rhs_dilate=2x3},"
            + " dim_labels=fb01_io01->fb01, batch_group_count=9",
        "x = f32[3,9,12,13] parameter(0) k = f32[3,9,10,9] parameter(1) ROOT r = f32[1,9,2,3]"
            + " convolution(x, k), window={size=10x9 stride=2x2}, dim_labels=fb01_io01->bf01,"
            + " batch_group_count=9",
        "x = f32[9,3,12,13] parameter(0) k = f32[9,3,6,4] parameter(1) ROOT r = f32[9,4,3,1]"
            + " convolution(x, k), window={size=6x4 pad=1_1x4_-2 stride=1x3 rhs_dilate=2x2},"
            + " dim_labels=bf01_oi01->f01b, batch_group_count=9",
        "x = f32[2,3,4,5] parameter(0) k = f32[2,3,2,2] parameter(1) ROOT r = f32[4,3,1,3]"
            + " convolution(x, k), window={size=2x2 pad=5_-4x9_-10}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=3",
      })
  void ofOtherWindowsAreOfTheLibrary(String body) {
    checkLibrary(body, 500);
  }

  /** Other types, dilated planes, lines, all pairs of channels: but their joins may be shared. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = bf16[5,9,7,7] parameter(0) k = bf16[5,9,7,7] parameter(1) ROOT r = bf16[3,3,1,9]"
            + " convolution(x, k), window={size=7x7 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=9",
        "x = f32[3,4,5,5] parameter(0) k = f32[3,4,8,8] parameter(1) ROOT r = f32[2,2,1,4]"
            + " convolution(x, k), window={size=8x8 lhs_dilate=2x2}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=4",
        "x = f32[3,9,40] parameter(0) k = f32[3,9,40] parameter(1) ROOT r = f32[3,1,9]"
            + " convolution(x, k), window={size=40 pad=1_1}, dim_labels=fb0_io0->0bf,"
            + " batch_group_count=9",
        "x = f32[3,2,30,33] parameter(0) k = f32[3,5,30,33] parameter(1) ROOT r = f32[3,3,2,5]"
            + " convolution(x, k), window={size=30x33 pad=1_1x1_1}, dim_labels=fb01_io01->01bf",
        "x = f32[3,2,30,33] parameter(0) k = f32[3,5,30,33] parameter(1) ROOT r = f32[5,3,3,2]"
            + " convolution(x, k), window={size=30x33 pad=1_1x1_1}, dim_labels=fb01_io01->f01b",
      })
  void othersHaveProductsOfTheirOwn(String body) {
    assertFalse(kernels(body).getFirst().kernel().isForAllSizes());
    ContractionCheck.check(body, 3000);
  }

  @Test
  void kernelsAreTheSameForPlanesOfAllSizes() {
    List<LoweredKernel> small = kernels(gradient("f32", 5, 9, 7, 7, 1));
    List<LoweredKernel> large = kernels(gradient("f32", 96, 144, 56, 56, 1));
    assertEquals(2, small.size());
    for (int i = 0; i < 2; i++) {
      assertSame(small.get(i).kernel(), large.get(i).kernel());
    }
    List<LoweredKernel> strided = kernels(gradient("f32", 96, 144, 28, 28, 2));
    assertNotSame(small.get(0).kernel(), strided.get(0).kernel());
    assertSame(small.get(1).kernel(), strided.get(1).kernel());
  }

  /** With whole numbers, whose sums are exact in any order of lanes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theInterpreterOfKernelsAgrees(int stride) {
    HloInstruction convolution = root(gradient("f32", 5, 9, 7, 11, stride));
    List<Literal> operands = new ArrayList<>();
    Random random = new Random(1);
    for (HloInstruction operand : convolution.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, random.nextInt(-9, 10));
      }
      operands.add(literal);
    }
    assertEquals(
        KernelRunner.run(convolution, operands), KernelRunner.interpret(convolution, operands));
  }
}
