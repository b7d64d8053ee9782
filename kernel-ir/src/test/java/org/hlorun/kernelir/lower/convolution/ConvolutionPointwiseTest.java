package org.hlorun.kernelir.lower.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of channels whose window is one element: kernels that are given their sizes. */
class ConvolutionPointwiseTest {
  /** Where nothing is added to the convolution of images, channels, features and planes. */
  private static String plain(long images, long channels, long features, String plane) {
    return ("ENTRY main { x = f32[%d,%d,%s] parameter(0) k = f32[%d,%d,1,1] parameter(1)"
            + " ROOT r = f32[%d,%d,%s] convolution(x, k), window={size=1x1},"
            + " dim_labels=bf01_oi01->bf01 }")
        .formatted(images, channels, plane, features, channels, images, features, plane);
  }

  /** Positive inputs are multiplied, a bias is added, and a turned array decides what is kept. */
  private static String fused(long images, long channels, long features, long height, long width) {
    String in = "f32[%d,%d,%d,%d]".formatted(images, channels, height, width);
    String out = "f32[%d,%d,%d,%d]".formatted(images, features, height, width);
    String turned = "f32[%d,%d,%d,%d]".formatted(height, images, features, width);
    return """
    fused { x = IN parameter(0) k = f32[CHANNELS,FEATURES,1,1] parameter(1)
      b = f32[FEATURES] parameter(2) t = TURNED parameter(3)
      z = f32[] constant(0) zi = IN broadcast(z), dimensions={} p = IN maximum(x, zi)
      kt = f32[1,1,FEATURES,CHANNELS] transpose(k), dimensions={2,3,1,0}
      c = OUT convolution(p, kt), window={size=1x1}, dim_labels=bf01_01oi->bf01
      bb = OUT broadcast(b), dimensions={1} s = OUT add(c, bb)
      tt = OUT transpose(t), dimensions={1,2,0,3} zo = OUT broadcast(z), dimensions={}
      q = PRED compare(tt, zo), direction=GT e = OUT select(q, s, zo)
      ROOT r = (OUT, OUT) tuple(s, e) }
    ENTRY main { x = IN parameter(0) k = f32[CHANNELS,FEATURES,1,1] parameter(1)
      b = f32[FEATURES] parameter(2) t = TURNED parameter(3)
      ROOT f = (OUT, OUT) fusion(x, k, b, t), kind=kOutput, calls=fused }
    """
        .replace("IN", in)
        .replace("OUT", out)
        .replace("PRED", out.replace("f32", "pred"))
        .replace("TURNED", turned)
        .replace("CHANNELS", Long.toString(channels))
        .replace("FEATURES", Long.toString(features));
  }

  private static HloInstruction root(String text) {
    HloModule module = ContractionCheck.module(text);
    return module.entry().root();
  }

  private static Kernel product(String text) {
    return Lowering.lower(root(text), PathTarget.AVX2).getLast().kernel();
  }

  private static List<Literal> operands(HloInstruction instruction) {
    Random random = new Random(7);
    List<Literal> operands = new ArrayList<>();
    for (HloInstruction operand : instruction.operands()) {
      ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, random.nextInt(-9, 10));
      }
      operands.add(literal);
    }
    return operands;
  }

  /** Parts of tiles, of panels of both widths and of rounds; several tasks of an image. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1", "2, 10, 20, 7, 7", "3, 7, 8, 5, 3", "2, 9, 16, 14, 14", "1, 33, 64, 4, 4",
    "2, 16, 4, 8, 8", "3, 12, 30, 3, 5", "2, 5, 6, 2, 12", "1, 700, 13, 17, 9", "2, 3, 3, 16, 32"
  })
  void whatIsFusedIsDoneToAllElements(
      long images, long channels, long features, long height, long width) {
    HloInstruction fusion = root(fused(images, channels, features, height, width));
    assertFalse(product(fused(images, channels, features, height, width)).isForAllSizes());
    // Whole numbers: sums are exact in whatever order.
    List<Literal> operands = operands(fusion);
    try (var reference =
        Backend.named("interpreter")
            .orElseThrow()
            .compile(fusion.parent().module(), Options.DEFAULT)) {
      assertEquals(reference.run(operands), KernelRunner.run(fusion, operands));
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    for (String text : List.of(plain(2, 5, 8, "5,5"), fused(2, 5, 8, 3, 5))) {
      HloInstruction instruction = root(text);
      List<Literal> operands = operands(instruction);
      assertEquals(
          KernelRunner.run(instruction, operands), KernelRunner.interpret(instruction, operands));
    }
  }

  @Test
  void productsWithNothingFusedAreOneKernel() {
    Kernel kernel = product(plain(2, 4, 12, "7,7"));
    assertSame(kernel, product(plain(3, 50, 60, "14,14")));
    assertTrue(kernel.isForAllSizes());
  }

  /** Rows that share a line of memory are not written past the caches. */
  @Test
  void resultsThatAreTooLargeForCachesHaveAnother() {
    assertNotEquals(product(plain(2, 4, 12, "16,16")), product(plain(800, 6, 24, "16,16")));
  }

  @Test
  void productsWithTheSameFusedHaveTheSameCode() {
    String one = onlyRelu(2, 4, 12, 49);
    String other = onlyRelu(3, 50, 60, 196);
    assertEquals(KernelText.of(product(one)), KernelText.of(product(other)));
  }

  private static String onlyRelu(long images, long channels, long features, long positions) {
    return """
    fused { x = f32[N,C,P] parameter(0) k = f32[F,C,1] parameter(1)
      c = f32[N,F,P] convolution(x, k), window={size=1}, dim_labels=bf0_oi0->bf0
      z = f32[] constant(0) zb = f32[N,F,P] broadcast(z), dimensions={}
      ROOT r = f32[N,F,P] maximum(c, zb) }
    ENTRY main { x = f32[N,C,P] parameter(0) k = f32[F,C,1] parameter(1)
      ROOT f = f32[N,F,P] fusion(x, k), kind=kOutput, calls=fused }
    """
        .replace("[N,", "[" + images + ",")
        .replace(",P]", "," + positions + "]")
        .replace(",F,", "," + features + ",")
        .replace("[F,", "[" + features + ",")
        .replace(",C,", "," + channels + ",");
  }
}
