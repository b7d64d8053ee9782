package org.hlorun.kernelir.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which modules go through the passes that combine instructions. */
class LlvmTargetTest {
  private static final LlvmTarget TARGET = new LlvmTarget("", "", "", "all", "plain");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%a = fadd <16 x float> %b, %c",
        "%a = mul nsw i64 %b, 3072",
        "%a = fdiv <16 x float> %b, %c",
        "%a = select <16 x i1> %b, <16 x float> %c, <16 x float> %d",
        "%a = call <8 x float> @llvm.masked.load.v8f32.p0(ptr %b, i32 4, <8 x i1> %c, <8 x float>"
            + " %d)",
        "%a = shufflevector <2 x i1> <i1 true, i1 false>, <2 x i1> poison, <1 x i32>"
            + " zeroinitializer"
      })
  void plainArithmeticIsNotCombined(String text) {
    assertEquals("plain", TARGET.passes("define void @f() {\n  " + text + "\n  ret void\n}\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%a = add <16 x i64> %b, %c",
        "%a = udiv i64 %b, 6",
        "%a = srem i32 %b, 6",
        "%a = and <16 x i1> %b, %c",
        "%a = xor <4 x i1> %b, splat (i1 true)",
        "%a = shufflevector <16 x i1> %b, <16 x i1> poison, <1 x i32> zeroinitializer"
      })
  void indicesAndFlagsAre(String text) {
    String plain = "  %z = select <16 x i1> %y, <16 x float> %x, <16 x float> %w\n";
    assertEquals(
        "all", TARGET.passes("define void @f() {\n" + plain + "  " + text + "\n  ret void\n}\n"));
  }
}
