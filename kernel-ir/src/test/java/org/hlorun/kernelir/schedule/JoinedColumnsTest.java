package org.hlorun.kernelir.schedule;

import static org.hlorun.kernelir.schedule.ScheduleCheck.AVX512;
import static org.hlorun.kernelir.schedule.ScheduleCheck.check;
import static org.hlorun.kernelir.schedule.ScheduleCheck.count;
import static org.hlorun.kernelir.schedule.ScheduleCheck.entry;
import static org.hlorun.kernelir.schedule.ScheduleCheck.fusion;
import static org.hlorun.kernelir.schedule.ScheduleCheck.kernel;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a few elements that are joined from columns, in one loop over the rows. */
class JoinedColumnsTest {
  private static final String JOINED =
      """
      a = f32[%1$d,1] slice(x), slice={[0:%1$d], [0:1]} \
      b = f32[%1$d,1] slice(x), slice={[0:%1$d], [1:2]} \
      d = f32[%1$d,1] subtract(b, a) m = f32[%1$d,1] multiply(a, b) s = f32[%1$d,1] add(d, m) \
      c = f32[%1$d,3] concatenate(d, m, s), dimensions={1}\
      """;

  private static HloModule rows(int rows, String after) {
    return fusion(
        "x = f32[%d,3] parameter(0)".formatted(rows),
        JOINED.formatted(rows) + after.formatted(rows),
        "f32[%d,3]".formatted(rows));
  }

  /** Nothing asks which column it is, and what two columns are made of is computed once. */
  @ParameterizedTest
  @ValueSource(strings = {"ROOT r = f32[%1$d,3] copy(c)", "ROOT r = f32[%1$d,3] add(c, x)"})
  void rowsAreWrittenOut(String after) {
    HloModule module = rows(64, after);
    for (TargetDescription target : List.of(PathTarget.AVX2, AVX512)) {
      assertEquals(1, Lowering.lower(module.entry().root(), target).size());
      String kernel = kernel(module, target);
      assertFalse(kernel.contains("select"), kernel);
      assertFalse(kernel.contains(" where "), kernel);
      assertEquals(1, count(kernel, " in 0\\.\\.64 "), kernel);
      assertEquals(3, count(kernel, "store %"), kernel);
      assertEquals(1, count(kernel, "fsub"), kernel);
    }
    check(module);
  }

  /** Numbers of rows that fill no vectors, few, many, and more than one piece of a loop. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 31, 33, 64, 1000, 70001})
  void anyNumberOfRows(int rows) {
    check(rows(rows, "ROOT r = f32[%1$d,3] add(c, x)"));
    check(rows(rows, "ROOT r = f32[%1$d,3] negate(c)"));
  }

  /** A concatenation that is the root, or all there is, has one kernel, not one for each part. */
  @Test
  void rootsAreJoinedInOneKernel() {
    HloModule module =
        entry(
            "x = f32[5,40,1] parameter(0) y = f32[5,40,2] parameter(1) z = f32[5,40,1] parameter(2)"
                + " ROOT r = f32[5,40,4] concatenate(x, y, z), dimensions={2}");
    assertEquals(1, Lowering.lower(module.entry().root(), PathTarget.AVX2).size());
    check(module);
  }

  /** Other types, parts that are empty or wider, several results, and movement in between. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[50] parameter(0) y = f32[50] parameter(1); a = f32[50,1] reshape(x) \
          b = f32[50,1] reshape(y) c = f32[50,2] concatenate(a, b), dimensions={1} \
          v = f32[50,2] reverse(c), dimensions={0,1} ROOT r = f32[50,2] subtract(v, c); f32[50,2]
          x = f64[9,7,2] parameter(0) y = f64[9,7,0] parameter(1) z = f64[9,7,1] parameter(2); \
          c = f64[9,7,3] concatenate(x, y, z), dimensions={2} ROOT r = f64[9,7,3] negate(c); \
          f64[9,7,3]
          x = u8[50,3] parameter(0) y = u8[50,1] parameter(1); \
          c = u8[50,4] concatenate(x, y), dimensions={1} ROOT r = f32[50,4] convert(c); f32[50,4]
          x = bf16[50,1] parameter(0) y = bf16[50,1] parameter(1); \
          ROOT c = bf16[50,2] concatenate(x, y), dimensions={1}; bf16[50,2]
          x = pred[50,1] parameter(0) y = pred[50,1] parameter(1); \
          c = pred[50,2] concatenate(x, y), dimensions={1} ROOT r = pred[50,2] not(c); pred[50,2]
          x = f32[50,1] parameter(0) y = f32[50,2] parameter(1); \
          c = f32[50,3] concatenate(x, y), dimensions={1} n = f32[50,3] negate(c) \
          i = s32[50,3] iota(), iota_dimension=1 f = f32[50,3] convert(i) \
          m = f32[50,3] multiply(n, f) ROOT t = (f32[50,3], f32[50,3]) tuple(m, c); \
          (f32[50,3], f32[50,3])
          x = f32[3,3] parameter(0) y = f32[16,3] parameter(1); \
          p = f32[] constant(2) a = f32[16,1] slice(y), slice={[0:16], [2:3]} \
          b = f32[16,2] slice(y), slice={[0:16], [0:2]} \
          c = f32[16,3] concatenate(a, b), dimensions={1} \
          d = f32[16,3] pad(x, p), padding=5_8x0_0 ROOT r = f32[16,3] add(c, d); f32[16,3]
          x = c64[50,1] parameter(0) y = c64[50,1] parameter(1); \
          c = c64[50,2] concatenate(x, y), dimensions={1} ROOT r = f32[50,2] real(c); f32[50,2]
          """)
  void fusions(String parameters, String body, String result) {
    check(fusion(parameters, body, result));
  }

  /** Parts along other dimensions, and of long rows, are still written one by one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[20,3] parameter(0) y = f32[20,3] parameter(1)"
            + " ROOT r = f32[40,3] concatenate(x, y), dimensions={0}",
        "x = f32[20,16] parameter(0) y = f32[20,16] parameter(1)"
            + " ROOT r = f32[20,32] concatenate(x, y), dimensions={1}",
        "x = f32[3,1] parameter(0) y = f32[3,1] parameter(1)"
            + " ROOT r = f32[3,2] concatenate(x, y), dimensions={1}"
      })
  void othersHaveKernelsForEachPart(String body) {
    HloModule module = entry(body);
    assertEquals(2, Lowering.lower(module.entry().root(), PathTarget.AVX2).size());
    check(module);
  }
}
