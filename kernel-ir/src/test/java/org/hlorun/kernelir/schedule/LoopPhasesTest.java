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

/** Rows that come from several arrays in turn are written out, and are what they were. */
class LoopPhasesTest {
  /** Whether something is decided or masked for each lane. */
  private static boolean asks(String kernel) {
    return kernel.contains("compare") || kernel.contains("select") || kernel.contains(" where ");
  }

  /** Rows of some arrays in turn. */
  private static HloModule interleaved(int rows, int arrays) {
    StringBuilder parameters = new StringBuilder();
    StringBuilder body = new StringBuilder();
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < arrays; i++) {
      parameters.append("x%d = f32[%d,1,40] parameter(%d) ".formatted(i, rows, i));
      joined.append(i == 0 ? "" : ", ").append("x").append(i);
    }
    int all = rows * arrays;
    body.append(
        "c = f32[%d,%d,40] concatenate(%s), dimensions={1} ".formatted(rows, arrays, joined));
    body.append("w = f32[%d,40] reshape(c) ROOT n = f32[%d,40] negate(w)".formatted(all, all));
    return fusion(parameters.toString().trim(), body.toString(), "f32[%d,40]".formatted(all));
  }

  @Test
  void rowsInTurnAskNothing() {
    for (TargetDescription target : List.of(PathTarget.AVX2, AVX512)) {
      for (int arrays = 2; arrays <= 4; arrays++) {
        String kernel = kernel(interleaved(50, arrays), target);
        assertFalse(asks(kernel), kernel);
        assertEquals(1, count(kernel, " in 0\\.\\.50 "), kernel);
        assertEquals(arrays, count(kernel, " in 0\\.\\.40 "), kernel);
      }
    }
  }

  /** More rows in turn would be too much code, and fewer would leave nothing to do in parallel. */
  @Test
  void manyRowsInTurnAndFewPeriodsAsk() {
    assertTrue(asks(kernel(interleaved(50, 5), AVX512)));
    assertTrue(asks(kernel(interleaved(20, 2), AVX512)));
  }

  /** Bytes of one half of pairs, of which rows take the low and the high bits in turn. */
  @Test
  void bitsOfEverySecondByteAreLoadedAsVectors() {
    HloModule module =
        fusion(
            "x = s8[6,20,64,2] parameter(0)",
            """
            four = s8[] constant(4) fours = s8[6,20,64,2] broadcast(four), dimensions={}
            left = s8[6,20,64,2] shift-left(x, fours)
            low = s8[6,20,64,2] shift-right-arithmetic(left, fours)
            high = s8[6,20,64,2] shift-right-arithmetic(x, fours)
            a = s8[6,20,64,1] slice(low), slice={[0:6],[0:20],[0:64],[0:1]}
            b = s8[6,20,64,1] slice(high), slice={[0:6],[0:20],[0:64],[0:1]}
            ar = s8[6,20,1,64] reshape(a) br = s8[6,20,1,64] reshape(b)
            c = s8[6,20,2,64] concatenate(ar, br), dimensions={2}
            w = s8[6,40,64] reshape(c) ROOT r = f32[6,40,64] convert(w)\
            """,
            "f32[6,40,64]");
    for (TargetDescription target : List.of(PathTarget.AVX2, AVX512)) {
      String kernel = kernel(module, target);
      assertEquals(2, count(kernel, "load %b0.%\\d+.2 .*]\n"), kernel);
    }
    check(module);
  }

  /** Holes between rows, with and without rows that are left over. */
  @ParameterizedTest
  @CsvSource({"40, 0, 0, 1", "40, 0, 1, 1", "40, 1, 3, 2", "41, 2, 0, 3", "70, 1, 1, 1"})
  void dilatedRows(int rows, int low, int high, int holes) {
    int all = low + rows + (rows - 1) * holes + high;
    check(
        entry(
            ("x = f32[%d,50] parameter(0) p = f32[] parameter(1)"
                    + " ROOT r = f32[%d,50] pad(x, p), padding=%d_%d_%dx0_0")
                .formatted(rows, all, low, high, holes)));
    check(
        entry(
            ("x = f32[3,%d,50] parameter(0) p = f32[] parameter(1)"
                    + " ROOT r = f32[3,%d,50] pad(x, p), padding=0_0x%d_%d_%dx0_0")
                .formatted(rows, all, low, high, holes)));
  }

  @ParameterizedTest
  @CsvSource({"50, 2", "33, 3", "7, 4", "64, 4", "40, 5", "1, 2"})
  void interleavedRows(int rows, int arrays) {
    check(interleaved(rows, arrays));
  }
}
