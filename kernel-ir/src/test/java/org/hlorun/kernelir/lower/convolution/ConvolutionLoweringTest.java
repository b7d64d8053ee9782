package org.hlorun.kernelir.lower.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions and their gradients against exact sums. */
class ConvolutionLoweringTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,9,11,8] parameter(0) k = f32[3,3,8,20] parameter(1) ROOT r = f32[2,9,11,20]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f",
        "x = f32[2,9,11,8] parameter(0) k = f32[1,1,8,20] parameter(1) ROOT r = f32[2,9,11,20]"
            + " convolution(x, k), window={size=1x1}, dim_labels=b01f_01io->b01f",
        "x = f32[1,12,13,3] parameter(0) k = f32[3,5,3,17] parameter(1) ROOT r = f32[1,6,4,17]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=0_1x2_1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[2,6,9,10] parameter(0) k = f32[18,6,3,2] parameter(1) ROOT r = f32[2,18,7,9]"
            + " convolution(x, k), window={size=3x2 pad=0_0x0_0}, dim_labels=bf01_oi01->bf01",
        "x = f32[1,12,12,5] parameter(0) k = f32[3,3,5,6] parameter(1) ROOT r = f32[1,8,6,6]"
            + " convolution(x, k), window={size=3x3 rhs_dilate=2x3}, dim_labels=b01f_01io->b01f",
        "x = f32[1,6,6,5] parameter(0) k = f32[3,3,4,5] parameter(1) ROOT r = f32[1,12,11,4]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_1 lhs_dilate=2x2 rhs_reversal=1x1},"
            + " dim_labels=b01f_01oi->b01f",
        "x = f32[2,8,8,12] parameter(0) k = f32[3,3,4,21] parameter(1) ROOT r = f32[2,8,8,21]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=3",
        "x = f32[2,8,8,12] parameter(0) k = f32[3,3,1,12] parameter(1) ROOT r = f32[2,8,8,12]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=12",
        "x = f32[4,9,9,6] parameter(0) k = f32[4,7,7,8] parameter(1) ROOT r = f32[3,3,6,8]"
            + " convolution(x, k), window={size=7x7}, dim_labels=f01b_i01o->01bf",
        "x = f32[3,20,7] parameter(0) k = f32[4,7,9] parameter(1) ROOT r = f32[3,17,9]"
            + " convolution(x, k), window={size=4}, dim_labels=b0f_0io->b0f",
        "x = bf16[1,9,9,8] parameter(0) k = bf16[3,3,8,16] parameter(1) ROOT r = bf16[1,7,7,16]"
            + " convolution(x, k), window={size=3x3}, dim_labels=b01f_01io->b01f",
        "x = f64[1,9,9,8] parameter(0) k = f64[3,3,8,16] parameter(1) ROOT r = f64[1,5,5,16]"
            + " convolution(x, k), window={size=3x3 pad=-1_-1x-1_-1}, dim_labels=b01f_01io->b01f",
      })
  void convolutions(String body) {
    ContractionCheck.check(body, 200);
  }

  /** Inputs with holes, which are cut into phases: how many kernels pad, pack and multiply. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          4; x = f32[2,7,9,12] parameter(0) k = f32[4,4,12,10] parameter(1) ROOT r = \
          f32[2,14,18,10] convolution(x, k), window={size=4x4 pad=2_2x2_2 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f
          4; x = f32[2,6,6,8] parameter(0) k = f32[4,4,8,32] parameter(1) ROOT r = \
          f32[2,12,12,32] convolution(x, k), window={size=4x4 pad=2_2x2_2 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f
          4; x = f32[1,6,6,5] parameter(0) k = f32[3,3,4,5] parameter(1) ROOT r = \
          f32[1,12,11,4] convolution(x, k), window={size=3x3 pad=1_2x1_1 lhs_dilate=2x2 \
          rhs_reversal=1x1}, dim_labels=b01f_01oi->b01f
          4; x = f32[3,5,6,8] parameter(0) k = f32[2,2,8,17] parameter(1) ROOT r = \
          f32[3,10,12,17] convolution(x, k), window={size=2x2 pad=1_1x1_1 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f
          4; x = f32[1,8,7,6] parameter(0) k = f32[5,5,6,9] parameter(1) ROOT r = \
          f32[1,13,15,9] convolution(x, k), window={size=5x5 pad=3_-1x2_4 lhs_dilate=2x2 \
          rhs_reversal=0x1}, dim_labels=b01f_01io->b01f
          2; x = f32[2,9,10,8] parameter(0) k = f32[3,3,8,16] parameter(1) ROOT r = \
          f32[2,7,19,16] convolution(x, k), window={size=3x3 pad=0_0x1_1 lhs_dilate=1x2}, \
          dim_labels=b01f_01io->b01f
          3; x = f32[2,3,9,10] parameter(0) k = f32[4,3,5,2] parameter(1) ROOT r = \
          f32[2,4,24,12] convolution(x, k), window={size=5x2 pad=2_1x2_1 lhs_dilate=3x1}, \
          dim_labels=bf01_oi01->bf01
          4; x = f32[2,6,9,10] parameter(0) k = f32[4,6,3,3] parameter(1) ROOT r = \
          f32[2,4,17,19] convolution(x, k), window={size=3x3 pad=1_1x1_1 lhs_dilate=2x2}, \
          dim_labels=bf01_oi01->bf01
          3; x = bf16[2,9,8] parameter(0) k = bf16[4,8,9] parameter(1) ROOT r = bf16[2,26,9] \
          convolution(x, k), window={size=4 pad=2_2 lhs_dilate=3}, dim_labels=b0f_0io->b0f
          4; x = f64[1,5,5,8] parameter(0) k = f64[3,4,4,12] parameter(1) ROOT r = \
          f64[1,9,8,12] convolution(x, k), window={size=3x4 pad=1_1x1_1 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f, feature_group_count=2
          1; x = f32[2,5,5,8] parameter(0) k = f32[2,2,8,12] parameter(1) ROOT r = \
          f32[2,12,12,12] convolution(x, k), window={size=2x2 pad=0_0x0_0 lhs_dilate=3x3}, \
          dim_labels=b01f_01io->b01f
          1; x = f32[2,6,6,8] parameter(0) k = f32[3,3,8,12] parameter(1) ROOT r = \
          f32[2,6,6,12] convolution(x, k), window={size=3x3 stride=2x2 pad=1_1x1_1 \
          lhs_dilate=2x2}, dim_labels=b01f_01io->b01f
          1; x = f32[2,6,6,8] parameter(0) k = f32[3,3,8,12] parameter(1) ROOT r = \
          f32[2,9,9,12] convolution(x, k), window={size=3x3 pad=1_1x1_1 lhs_dilate=2x2 \
          rhs_dilate=2x2}, dim_labels=b01f_01io->b01f
          4; x = f32[2,6,7,20] parameter(0) k = f32[4,4,20,3] parameter(1) ROOT r = \
          f32[2,12,14,3] convolution(x, k), window={size=4x4 pad=2_2x2_2 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f
          4; x = f32[2,20,6,7] parameter(0) k = f32[1,20,4,4] parameter(1) ROOT r = \
          f32[2,1,12,14] convolution(x, k), window={size=4x4 pad=2_2x2_2 lhs_dilate=2x2}, \
          dim_labels=bf01_oi01->bf01
          4; x = f32[3,1,1,8] parameter(0) k = f32[4,4,8,12] parameter(1) ROOT r = \
          f32[3,4,4,12] convolution(x, k), window={size=4x4 pad=3_3x3_3 lhs_dilate=2x2}, \
          dim_labels=b01f_01io->b01f
          """)
  void convolutionsOfDilatedInputs(int phases, String body) {
    HloModule module = ContractionCheck.module("ENTRY main { " + body + " }");
    assertEquals(
        phases,
        Lowering.lower(module.entry().root(), TargetDescription.host()).stream()
            .filter(kernel -> kernel.kernel().name().equals("multiply"))
            .count());
    ContractionCheck.check(body, 200);
  }

  /**
   * Few columns: a product unless code for each element has vectors of neighbours in the input
   * along the output's last dimension.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          1; x = f32[2,7,9,20] parameter(0) k = f32[3,3,20,3] parameter(1) ROOT r = \
          f32[2,7,9,3] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=b01f_01io->b01f
          1; x = f32[2,7,9,20] parameter(0) k = f32[3,3,20,1] parameter(1) ROOT r = \
          f32[2,7,9,1] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=b01f_01io->b01f
          1; x = f32[2,20,7,9] parameter(0) k = f32[2,20,3,3] parameter(1) ROOT r = \
          f32[2,2,7,9] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=bf01_oi01->bf01
          0; x = f32[2,20,7,9] parameter(0) k = f32[1,20,3,3] parameter(1) ROOT r = \
          f32[2,1,7,9] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=bf01_oi01->bf01
          0; x = f32[2,3,7,9] parameter(0) k = f32[2,3,3,3] parameter(1) ROOT r = \
          f32[2,2,7,9] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=bf01_oi01->bf01
          0; x = f32[2,7,9,1] parameter(0) k = f32[3,3,1,3] parameter(1) ROOT r = \
          f32[2,7,9,3] convolution(x, k), window={size=3x3 pad=1_1x1_1}, \
          dim_labels=b01f_01io->b01f
          1; x = f32[2,9,11,20] parameter(0) k = f32[2,9,11,3] parameter(1) ROOT r = \
          f32[3,3,20,3] convolution(x, k), window={size=9x11 pad=1_1x1_1}, \
          dim_labels=f01b_i01o->01bf
          0; x = f32[2,9,11,20] parameter(0) k = f32[2,9,11,1] parameter(1) ROOT r = \
          f32[3,3,20,1] convolution(x, k), window={size=9x11 pad=1_1x1_1}, \
          dim_labels=f01b_i01o->01bf
          1; x = f64[2,19,6] parameter(0) k = f64[5,6,1] parameter(1) ROOT r = \
          f64[2,19,1] convolution(x, k), window={size=5 pad=2_2}, dim_labels=b0f_0io->b0f
          """)
  void fewColumns(int products, String body) {
    HloModule module = ContractionCheck.module("ENTRY main { " + body + " }");
    for (TargetDescription machine : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      assertEquals(
          products,
          Lowering.lower(module.entry().root(), machine).stream()
              .filter(kernel -> kernel.kernel().name().equals("multiply"))
              .count());
    }
    ContractionCheck.check(body, 200);
  }

  /** Depthwise convolutions of channels one after the other, and the gradients of their factors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,5,7,7] parameter(0) k = f32[5,1,3,3] parameter(1) ROOT r = f32[2,5,7,7]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=5",
        "x = f32[2,3,20,37] parameter(0) k = f32[3,3,3,1] parameter(1) ROOT r = f32[2,3,20,37]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_01oi->bf01,"
            + " feature_group_count=3",
        "x = f32[1,4,13,29] parameter(0) k = f32[4,1,3,5] parameter(1) ROOT r = f32[1,4,7,10]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=1_1x2_1},"
            + " dim_labels=bf01_oi01->bf01, feature_group_count=4",
        "x = f32[2,4,8,8] parameter(0) k = f32[3,3,4,1] parameter(1) ROOT r = f32[2,4,16,16]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_2 lhs_dilate=2x2},"
            + " dim_labels=bf01_01oi->bf01, feature_group_count=4",
        "x = f32[1,2,9,11] parameter(0) k = f32[2,1,2,3] parameter(1) ROOT r = f32[1,2,7,10]"
            + " convolution(x, k), window={size=2x3 stride=3x2 pad=1_2x0_3 lhs_dilate=2x2"
            + " rhs_dilate=1x2 rhs_reversal=1x1}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=2",
        "x = f32[2,3,9,12] parameter(0) k = f32[3,1,3,3] parameter(1) ROOT r = f32[2,3,5,8]"
            + " convolution(x, k), window={size=3x3 pad=-1_-1x-2_0}, dim_labels=bf01_oi01->bf01,"
            + " feature_group_count=3",
        "x = f32[3,2,41] parameter(0) k = f32[2,1,5] parameter(1) ROOT r = f32[3,2,41]"
            + " convolution(x, k), window={size=5 pad=2_2}, dim_labels=bf0_oi0->bf0,"
            + " feature_group_count=2",
        "x = f32[2,2,4,5,9] parameter(0) k = f32[2,1,2,2,3] parameter(1) ROOT r = f32[2,2,3,4,9]"
            + " convolution(x, k), window={size=2x2x3 pad=0_0x0_0x1_1},"
            + " dim_labels=bf012_oi012->bf012, feature_group_count=2",
        "x = f32[6,5,7,7] parameter(0) k = f32[6,5,7,7] parameter(1) ROOT r = f32[3,3,1,5]"
            + " convolution(x, k), window={size=7x7 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=5",
        "x = f32[3,4,18,26] parameter(0) k = f32[3,4,9,13] parameter(1) ROOT r = f32[3,3,1,4]"
            + " convolution(x, k), window={size=9x13 pad=1_0x1_0 rhs_dilate=2x2},"
            + " dim_labels=fb01_io01->01bf, batch_group_count=4",
        "x = f32[2,3,30,33] parameter(0) k = f32[2,3,30,33] parameter(1) ROOT r = f32[3,3,1,3]"
            + " convolution(x, k), window={size=30x33 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=3",
        "x = f32[3,4,19] parameter(0) k = f32[4,3,17] parameter(1) ROOT r = f32[3,1,4]"
            + " convolution(x, k), window={size=17}, dim_labels=fb0_oi0->0bf, batch_group_count=4",
        "x = f32[4,130,14,14] parameter(0) k = f32[4,130,14,14] parameter(1) ROOT r ="
            + " f32[3,3,1,130] convolution(x, k), window={size=14x14 pad=1_1x1_1},"
            + " dim_labels=fb01_io01->01bf, batch_group_count=130",
        "x = bf16[3,4,9,9] parameter(0) k = bf16[3,4,9,9] parameter(1) ROOT r = bf16[3,3,1,4]"
            + " convolution(x, k), window={size=9x9 pad=1_1x1_1}, dim_labels=fb01_io01->01bf,"
            + " batch_group_count=4",
        "x = f32[2,5,56,40] parameter(0) k = f32[5,1,3,3] parameter(1) ROOT r = f32[2,5,28,20]"
            + " convolution(x, k), window={size=3x3 stride=2x2 pad=1_1x1_1},"
            + " dim_labels=bf01_oi01->bf01, feature_group_count=5"
      })
  void convolutionsOfPlanes(String body) {
    ContractionCheck.check(body, 2100);
  }

  /** Depthwise convolutions of channels side by side. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,14,28,32] parameter(0) k = f32[3,3,1,32] parameter(1) ROOT r = f32[2,14,28,32]"
            + " convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f,"
            + " feature_group_count=32",
        "x = f32[1,13,11,24] parameter(0) k = f32[3,5,1,24] parameter(1) ROOT r = f32[1,7,4,24]"
            + " convolution(x, k), window={size=3x5 stride=2x3 pad=1_1x2_1},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=24",
        "x = f32[1,157,103,21] parameter(0) k = f32[3,3,1,21] parameter(1) ROOT r ="
            + " f32[1,155,100,21] convolution(x, k), window={size=3x3 pad=0_0x-1_0},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=21",
        "x = f32[2,5,6,9] parameter(0) k = f32[3,3,1,9] parameter(1) ROOT r = f32[2,10,12,9]"
            + " convolution(x, k), window={size=3x3 pad=1_2x1_2 lhs_dilate=2x2"
            + " rhs_reversal=1x1}, dim_labels=b01f_01io->b01f, feature_group_count=9",
        "x = f64[1,9,17,40] parameter(0) k = f64[2,3,1,40] parameter(1) ROOT r = f64[1,7,17,40]"
            + " convolution(x, k), window={size=2x3 pad=0_0x2_2 rhs_dilate=2x2},"
            + " dim_labels=b01f_01io->b01f, feature_group_count=40",
        "x = bf16[3,57,16] parameter(0) k = bf16[5,1,16] parameter(1) ROOT r = bf16[3,57,16]"
            + " convolution(x, k), window={size=5 pad=2_2}, dim_labels=b0f_0io->b0f,"
            + " feature_group_count=16",
        "x = f32[3001,1,16] parameter(0) k = f32[4,1,16] parameter(1) ROOT r = f32[2998,1,16]"
            + " convolution(x, k), window={size=4}, dim_labels=0bf_0io->0bf,"
            + " feature_group_count=16",
        "x = f32[1,5,6,7,136] parameter(0) k = f32[2,2,3,1,136] parameter(1)"
            + " ROOT r = f32[1,4,5,7,136]"
            + " convolution(x, k), window={size=2x2x3 pad=0_0x0_0x1_1},"
            + " dim_labels=b012f_012io->b012f, feature_group_count=136"
      })
  void convolutionsOfChannels(String body) {
    assertEquals("channels", onlyKernel("ENTRY main { " + body + " }"));
    ContractionCheck.check(body, 20);
  }

  private static String onlyKernel(String entry) {
    List<LoweredKernel> kernels =
        Lowering.lower(ContractionCheck.module(entry).entry().root(), PathTarget.AVX2);
    assertEquals(1, kernels.size());
    return kernels.getFirst().kernel().name();
  }

  /** Gradients of the factors of convolutions that are not depthwise. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[4,3,60,60] parameter(0) k = f32[4,10,30,30] parameter(1) ROOT r ="
            + " f32[3,3,3,10] convolution(x, k), window={size=30x30 pad=1_0x1_0 rhs_dilate=2x2},"
            + " dim_labels=fb01_io01->01bf",
        "x = f32[3,7,27,33] parameter(0) k = f32[3,9,27,33] parameter(1) ROOT r = f32[3,3,7,9]"
            + " convolution(x, k), window={size=27x33 pad=1_1x1_1}, dim_labels=fb01_io01->01bf",
        "x = f64[2,70,29] parameter(0) k = f64[67,2,27] parameter(1) ROOT r = f64[70,67,3]"
            + " convolution(x, k), window={size=27}, dim_labels=fb0_oi0->bf0"
      })
  void gradientsOfConvolutionsOfPlanes(String body) {
    ContractionCheck.check(body, 3700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[2,5,7,7] parameter(0) k = f32[8,5,1,1] parameter(1) ROOT r = f32[2,8,7,7]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[3,17,1,1] parameter(0) k = f32[4,17,1,1] parameter(1) ROOT r = f32[3,4,1,1]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[1,1,20,37] parameter(0) k = f32[1,1,1,13] parameter(1) ROOT r = f32[1,13,20,37]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_01io->bf01",
        "x = f32[2,600,9,11] parameter(0) k = f32[7,600,1,1] parameter(1) ROOT r = f32[2,7,9,11]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[3,40,23,29] parameter(0) k = f32[20,40,1,1] parameter(1) ROOT r ="
            + " f32[3,20,23,29] convolution(x, k), window={size=1x1}, dim_labels=bf01_oi01->bf01",
        "x = f32[2,6,50] parameter(0) k = f32[3,6,1] parameter(1) ROOT r = f32[2,3,50]"
            + " convolution(x, k), window={size=1}, dim_labels=bf0_oi0->bf0",
        "x = bf16[2,9,5,5] parameter(0) k = bf16[9,12,1,1] parameter(1) ROOT r = bf16[2,12,5,5]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_io01->bf01",
        "x = f64[2,9,5,5] parameter(0) k = f64[9,12,1,1] parameter(1) ROOT r = f64[2,12,5,5]"
            + " convolution(x, k), window={size=1x1}, dim_labels=bf01_io01->bf01"
      })
  void convolutionsOfPoints(String body) {
    ContractionCheck.check(body, 600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[4,9,7,7] parameter(0) k = f32[4,8,7,7] parameter(1) ROOT r = f32[1,1,9,8]"
            + " convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[3,1,5,5] parameter(0) k = f32[3,1,5,5] parameter(1) ROOT r = f32[1,1,1,1]"
            + " convolution(x, k), window={size=5x5}, dim_labels=fb01_io01->01bf",
        "x = f32[2,61,6,9] parameter(0) k = f32[2,130,6,9] parameter(1) ROOT r = f32[1,1,61,130]"
            + " convolution(x, k), window={size=6x9}, dim_labels=fb01_io01->01bf",
        "x = f32[2,5,60,61] parameter(0) k = f32[2,7,60,61] parameter(1) ROOT r = f32[1,1,5,7]"
            + " convolution(x, k), window={size=60x61}, dim_labels=fb01_io01->01bf",
        "x = f32[12,50,7,7] parameter(0) k = f32[12,150,7,7] parameter(1) ROOT r ="
            + " f32[1,1,50,150] convolution(x, k), window={size=7x7}, dim_labels=fb01_io01->01bf",
        "x = f32[3,16,16,32] parameter(0) k = f32[3,24,16,32] parameter(1) ROOT r ="
            + " f32[1,1,16,24] convolution(x, k), window={size=16x32}, dim_labels=fb01_io01->01bf",
        "x = f32[5,4,29] parameter(0) k = f32[6,5,29] parameter(1) ROOT r = f32[1,4,6]"
            + " convolution(x, k), window={size=29}, dim_labels=fb0_oi0->0bf",
        "x = bf16[3,5,6,6] parameter(0) k = bf16[3,11,6,6] parameter(1) ROOT r = bf16[5,11,1,1]"
            + " convolution(x, k), window={size=6x6}, dim_labels=fb01_io01->bf01",
        "x = f64[3,5,6,6] parameter(0) k = f64[3,11,6,6] parameter(1) ROOT r = f64[5,11,1,1]"
            + " convolution(x, k), window={size=6x6}, dim_labels=fb01_io01->bf01"
      })
  void gradientsOfConvolutionsOfPoints(String body) {
    ContractionCheck.check(body, 7400);
  }
}
