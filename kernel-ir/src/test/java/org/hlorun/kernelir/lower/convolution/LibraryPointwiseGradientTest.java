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

/** Gradients of pointwise convolutions' factors whose kernels are for all sizes. */
class LibraryPointwiseGradientTest {
  private static final String SMALL_IMAGES = gradient("f32", 11, 16, 24, 7, 7);
  private static final String LARGE_IMAGES = gradient("f32", 2, 9, 16, 21, 23);

  /** A convolution for so many images of one number of channels and of another one. */
  private static String gradient(
      String type, int images, int rows, int columns, int height, int width) {
    return ("x = %s[%d,%d,%d,%d] parameter(0) k = %s[%d,%d,%d,%d] parameter(1) ROOT r ="
            + " %s[1,1,%d,%d] convolution(x, k), window={size=%dx%d}, dim_labels=fb01_io01->01bf")
        .formatted(
            type, images, rows, height, width, type, images, columns, height, width, type, rows,
            columns, height, width);
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

  /** Channels that leave parts of tiles, images that leave parts of vectors and chunks. */
  @ParameterizedTest
  @CsvSource({
    "f32, 1, 9, 7, 1, 1",
    "f32, 5, 8, 9, 1, 1",
    "f32, 5, 7, 9, 5, 3",
    "f32, 6, 33, 16, 7, 7",
    "f32, 12, 160, 24, 7, 7",
    "f32, 7, 16, 16, 3, 100",
    "f32, 3, 112, 200, 4, 4",
    "f32, 1, 9, 8, 20, 20",
    "f32, 2, 16, 24, 21, 20",
    "f32, 3, 9, 16, 29, 31",
    "f32, 1, 24, 9, 56, 56",
    "f32, 8, 115, 9, 22, 19",
    "f64, 5, 8, 9, 7, 7",
    "f64, 1, 15, 16, 10, 20",
    "f64, 3, 16, 9, 13, 17"
  })
  void ofAnySizeAreOfTheLibrary(
      String type, int images, int rows, int columns, int height, int width) {
    checkLibrary(
        gradient(type, images, rows, columns, height, width), (long) images * height * width);
  }

  /** Images before or behind channels, of any rank, and both orders of the result. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[9,5,6,6] parameter(0) k = f32[16,5,6,6] parameter(1) ROOT r = f32[1,1,9,16]"
            + " convolution(x, k), window={size=6x6}, dim_labels=bf01_oi01->01bf",
        "x = f32[9,2,30,26] parameter(0) k = f32[16,2,30,26] parameter(1) ROOT r = f32[16,9,1,1]"
            + " convolution(x, k), window={size=30x26}, dim_labels=bf01_oi01->fb01",
        "x = f32[5,9,6,6] parameter(0) k = f32[16,5,6,6] parameter(1) ROOT r = f32[9,16,1,1]"
            + " convolution(x, k), window={size=6x6}, dim_labels=fb01_oi01->bf01",
        "x = f32[4,16,36] parameter(0) k = f32[4,9,36] parameter(1) ROOT r = f32[9,16,1]"
            + " convolution(x, k), window={size=36}, dim_labels=fb0_io0->fb0",
        "x = f32[4,16,3,4,5] parameter(0) k = f32[4,9,3,4,5] parameter(1) ROOT r ="
            + " f32[16,1,1,9,1] convolution(x, k), window={size=3x4x5},"
            + " dim_labels=fb012_io012->b01f2",
      })
  void ofOtherLayoutsAreOfTheLibrary(String body) {
    checkLibrary(body, 2000);
  }

  /** Other types, tiles that are mostly empty, operands that are computed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = bf16[5,8,7,7] parameter(0) k = bf16[5,9,7,7] parameter(1) ROOT r = bf16[1,1,8,9]"
            + " convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[5,1,7,7] parameter(0) k = f32[5,16,7,7] parameter(1) ROOT r = f32[1,1,1,16]"
            + " convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[5,7,5,3] parameter(0) k = f32[5,7,5,3] parameter(1) ROOT r = f32[1,1,7,7]"
            + " convolution(x, k), window={size=5x3}, dim_labels=fb01_io01->01bf",
      })
  void othersHaveKernelsOfTheirOwn(String body) {
    for (LoweredKernel kernel : kernels(body)) {
      assertFalse(kernel.kernel().isForAllSizes());
    }
    ContractionCheck.check(body, 245);
  }

  @Test
  void kernelsAreTheSameForAllSizes() {
    List<LoweredKernel> small = kernels(SMALL_IMAGES);
    List<LoweredKernel> others = kernels(gradient("f32", 96, 160, 960, 14, 14));
    assertEquals(2, small.size());
    for (int i = 0; i < 2; i++) {
      assertSame(small.get(i).kernel(), others.get(i).kernel());
    }
    List<LoweredKernel> large = kernels(LARGE_IMAGES);
    assertNotSame(small.get(0).kernel(), large.get(0).kernel());
    assertSame(
        large.get(0).kernel(), kernels(gradient("f32", 96, 24, 144, 56, 56)).get(0).kernel());
  }

  /** A single image has nothing that another kernel adds up. */
  @Test
  void sumsOfOneGroupAreTheResult() {
    assertEquals(1, kernels(gradient("f32", 1, 9, 16, 7, 7)).size());
  }

  /** With whole numbers, whose sums are exact in any order of lanes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theInterpreterOfKernelsAgrees(boolean small) {
    HloInstruction convolution = root(small ? SMALL_IMAGES : LARGE_IMAGES);
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
