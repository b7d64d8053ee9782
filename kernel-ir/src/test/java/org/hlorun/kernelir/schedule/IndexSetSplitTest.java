package org.hlorun.kernelir.schedule;

import static org.hlorun.kernelir.schedule.ScheduleCheck.AVX512;
import static org.hlorun.kernelir.schedule.ScheduleCheck.check;
import static org.hlorun.kernelir.schedule.ScheduleCheck.count;
import static org.hlorun.kernelir.schedule.ScheduleCheck.entry;
import static org.hlorun.kernelir.schedule.ScheduleCheck.fusion;
import static org.hlorun.kernelir.schedule.ScheduleCheck.kernel;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops are split where guards change, and compute what the interpreter does. */
class IndexSetSplitTest {
  /** Whether something is decided or masked for each lane. */
  private static boolean asks(String kernel) {
    return kernel.contains("compare") || kernel.contains("select") || kernel.contains(" where ");
  }

  /** Neither the border nor the inside of a padded image asks where it is. */
  @Test
  void insideOfPadIsPlain() {
    HloModule module =
        entry(
            "x = f32[2,30,30,5] parameter(0) p = f32[] parameter(1)"
                + " ROOT r = f32[2,32,32,5] pad(x, p), padding=0_0x1_1x1_1x0_0");
    for (TargetDescription target : List.of(PathTarget.AVX2, AVX512)) {
      String kernel = kernel(module, target);
      assertFalse(asks(kernel), kernel);
      // Columns and channels of the inside are one loop.
      assertEquals(1, count(kernel, " in 0\\.\\.150 "), kernel);
    }
    check(module);
  }

  /** The outermost loop is one for all threads: it branches. */
  @Test
  void outermostLoopBranches() {
    HloModule module =
        entry(
            "x = f32[30,100] parameter(0) p = f32[] parameter(1)"
                + " ROOT r = f32[37,105] pad(x, p), padding=4_3x2_3");
    String kernel = kernel(module, PathTarget.AVX2);
    assertEquals(2, count(kernel, "if %"), kernel);
    assertEquals(1, count(kernel, "parallel"), kernel);
    assertFalse(kernel.contains("select"), kernel);
    check(module);
  }

  /** Rows of whole vectors are cut between vectors. */
  @Test
  void partsOfRowsBeginAtVectors() {
    HloModule module =
        fusion(
            "x = f32[40,128] parameter(0) p = f32[] parameter(1)",
            """
            s = f32[40,127] slice(x), slice={[0:40],[0:127]}
            a = f32[40,128] pad(s, p), padding=0_0x1_0 ROOT r = f32[40,128] subtract(x, a)\
            """,
            "f32[40,128]");
    String kernel = kernel(module, AVX512);
    assertEquals(1, count(kernel, " in 0\\.\\.16 "), kernel);
    assertEquals(1, count(kernel, " in 0\\.\\.112 "), kernel);
    assertEquals(1, count(kernel, " where "), kernel);
    check(module);
  }

  /** Windows within an image are not masked; those at its border are. */
  @Test
  void windowsWithinAreNotMasked() {
    HloModule module =
        entry(
            "x = f32[2,20,20,32] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,20,20,32]"
                + " reduce-window(x, z), window={size=1x3x3x1 pad=0_0x1_1x1_1x0_0}, to_apply=max");
    String kernel = kernel(module, PathTarget.AVX2);
    assertEquals(5, count(kernel, "load %b1"), kernel);
    assertEquals(4, count(kernel, "load %b1.* where "), kernel);
    check(module);
  }

  /** Short loops, and those with most iterations at a border, stay as they are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[40,7] parameter(0) p = f32[] parameter(1)"
            + " ROOT r = f32[40,9] pad(x, p), padding=0_0x1_1",
        "x = f32[40,3,32] parameter(0) z = f32[] parameter(1) ROOT r = f32[40,3,32]"
            + " reduce-window(x, z), window={size=1x3x1 pad=0_0x1_1x0_0}, to_apply=max",
        "x = f32[40,5] parameter(0) p = f32[] parameter(1)"
            + " ROOT r = f32[40,9] pad(x, p), padding=0_0x0_0_1"
      })
  void othersStay(String body) {
    HloModule module = entry(body);
    String kernel = kernel(module, PathTarget.AVX2);
    assertTrue(asks(kernel), kernel);
    assertFalse(kernel.contains("if %"), kernel);
    check(module);
  }

  /** Where the diagonal is depends on both loops. */
  @Test
  void triangleIsNotSplit() {
    HloModule module =
        fusion(
            "x = f32[64,64] parameter(0)",
            """
            i = s32[64,64] iota(), iota_dimension=0 j = s32[64,64] iota(), iota_dimension=1
            c = pred[64,64] compare(i, j), direction=GE z = f32[] constant(0)
            b = f32[64,64] broadcast(z), dimensions={} ROOT r = f32[64,64] select(c, x, b)\
            """,
            "f32[64,64]");
    assertEquals(2, count(kernel(module, PathTarget.AVX2), " in 0\\.\\."));
    check(module);
  }

  /** Pads and windows in all directions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[3,2,20,50] parameter(0) p = f32[] parameter(1)"
            + " ROOT r = f32[3,2,24,53] pad(x, p), padding=0_0x0_0x2_2x1_2",
        "x = f32[5,20,50] parameter(0) p = f32[] parameter(1)"
            + " ROOT r = f32[9,19,46] pad(x, p), padding=3_1x-2_1x-1_-3",
        "x = f32[3,10,40] parameter(0) p = f32[] parameter(1)"
            + " ROOT r = f32[3,22,82] pad(x, p), padding=0_0x1_2_1x1_2_1",
        "x = f32[2,17,64] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,9,64] reduce-window(x,"
            + " z), window={size=1x3x1 stride=1x2x1 pad=0_0x1_1x0_0}, to_apply=sum",
        "x = f32[2,3,17,90] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,3,17,90]"
            + " reduce-window(x, z), window={size=1x1x3x5 pad=0_0x0_0x1_1x2_2}, to_apply=sum",
        "x = f32[2,30,30,16] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,15,15,16]"
            + " reduce-window(x, z), window={size=1x3x3x1 stride=1x2x2x1 pad=0_0x0_1x0_1x0_0},"
            + " to_apply=max",
        "x = f32[2,30,30,16] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,26,31,16]"
            + " reduce-window(x, z), window={size=1x3x2x1 pad=0_0x0_0x1_1x0_0 rhs_dilate=1x2x1x1},"
            + " to_apply=sum",
        "x = f32[2,30,30,16] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,15,15,16]"
            + " reduce-window(x, z), window={size=1x2x2x1 stride=1x2x2x1}, to_apply=max"
      })
  void instructions(String body) {
    check(entry(body));
  }

  /** Ranges of other operations. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[6,40,64] parameter(0) y = f32[6,8,64] parameter(1); \
          c = f32[6,48,64] concatenate(x, y), dimensions={1} ROOT n = f32[6,48,64] negate(c); \
          f32[6,48,64]
          x = f32[6,40] parameter(0) y = f32[6,8] parameter(1) z = f32[6,50] parameter(2); \
          c = f32[6,98] concatenate(x, y, z), dimensions={1} ROOT n = f32[6,98] negate(c); \
          f32[6,98]
          x = f32[6,40] parameter(0) y = f32[6,8] parameter(1) z = f32[6,112] parameter(2); \
          c = f32[6,160] concatenate(x, y, z), dimensions={1} ROOT n = f32[6,160] negate(c); \
          f32[6,160]
          x = f32[6,150] parameter(0) y = f32[6,192] parameter(1) p = f32[] parameter(2); \
          a = f32[6,192] pad(x, p), padding=0_0x19_23 ROOT n = f32[6,192] add(a, y); \
          f32[6,192]
          x = f32[6,40] parameter(0) y = f32[9,40] parameter(1); \
          c = f32[15,40] concatenate(x, y), dimensions={0} ROOT n = f32[15,40] negate(c); \
          f32[15,40]
          x = f32[9,90] parameter(0); i = s32[9,90] iota(), iota_dimension=1 \
          n = s32[] constant(70) b = s32[9,90] broadcast(n), dimensions={} \
          c = pred[9,90] compare(i, b), direction=LE y = f32[9,90] negate(x) \
          ROOT r = f32[9,90] select(c, y, x); f32[9,90]
          x = f32[9,90] parameter(0); i = u8[9,90] iota(), iota_dimension=1 \
          n = u8[] constant(70) b = u8[9,90] broadcast(n), dimensions={} \
          c = pred[9,90] compare(i, b), direction=GT y = f32[9,90] negate(x) \
          ROOT r = f32[9,90] select(c, y, x); f32[9,90]
          x = f32[9,90] parameter(0) p = f32[] parameter(1); v = f32[9,90] reverse(x), \
          dimensions={0,1} a = f32[12,100] pad(v, p), padding=1_2x4_6 \
          w = f32[12,100] reverse(a), dimensions={1} ROOT r = f32[12,100] negate(w); f32[12,100]
          x = f32[9,90] parameter(0) y = f32[12,100] parameter(1) p = f32[] parameter(2); \
          a = f32[12,100] pad(x, p), padding=1_2x4_6 ROOT r = f32[12,100] add(a, y); f32[12,100]
          """)
  void fusions(String parameters, String body, String result) {
    check(fusion(parameters, body, result));
  }
}
