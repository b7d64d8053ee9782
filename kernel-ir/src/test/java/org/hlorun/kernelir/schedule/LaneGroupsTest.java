package org.hlorun.kernelir.schedule;

import static org.hlorun.kernelir.schedule.ScheduleCheck.check;
import static org.hlorun.kernelir.schedule.ScheduleCheck.count;
import static org.hlorun.kernelir.schedule.ScheduleCheck.fusion;
import static org.hlorun.kernelir.schedule.ScheduleCheck.kernel;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Short innermost loops become groups that lanes have one each of. */
class LaneGroupsTest {
  /** Whole vectors, and all kinds of what is left of them. */
  private static final List<Integer> COUNTS = List.of(33, 56, 79);

  private static void assertStores(HloModule module, int stores) {
    String kernel = kernel(module, PathTarget.AVX2);
    assertEquals(stores, count(kernel, "store "), kernel);
  }

  static Stream<Arguments> typesAndSizes() {
    return Stream.of("f32", "f64", "bf16", "f16", "s8", "u8", "s16", "s32", "s64", "c64")
        .flatMap(type -> Stream.of(2, 3, 4, 5).map(size -> Arguments.of(type, size)));
  }

  /** A number for each member of the groups. */
  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void biases(String type, int size) {
    for (int count : COUNTS) {
      String shape = "%s[%d,%d]".formatted(type, count, size);
      check(
          fusion(
              "x = %s parameter(0) b = %s[%d] parameter(1)".formatted(shape, type, size),
              "c = %1$s broadcast(b), dimensions={1} ROOT s = %1$s add(x, c)".formatted(shape),
              shape));
    }
  }

  /** Nearest neighbours: elements are repeated in both dimensions. */
  @ParameterizedTest
  @MethodSource("typesAndSizes")
  void repeats(String type, int size) {
    for (int count : COUNTS) {
      String shape = "%s[3,%d,%d,%d]".formatted(type, size, count, size);
      check(
          fusion(
              "x = %s[3,%d] parameter(0)".formatted(type, count),
              "b = %1$s broadcast(x), dimensions={0,2} ROOT n = %1$s negate(b)".formatted(shape),
              shape));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[3,80] parameter(0); b = f32[3,80,2] broadcast(x), dimensions={0,1} \
          ROOT n = f32[3,80,2] negate(b); f32[3,80,2]; 2
          x = f32[80] parameter(0); b = f32[80,2,2] broadcast(x), dimensions={0} \
          i = f32[80,2,2] iota(), iota_dimension=2 ROOT n = f32[80,2,2] subtract(i, b); \
          f32[80,2,2]; 4
          x = f32[3,80] parameter(0); b = f32[80,3] transpose(x), dimensions={1,0} \
          ROOT n = f32[80,3] negate(b); f32[80,3]; 3
          x = f32[80,3] parameter(0) y = f32[3] parameter(1); b = f32[80,3] broadcast(y), \
          dimensions={1} s = f32[80,3] add(x, b) p = f32[80,3] multiply(x, b) \
          ROOT t = (f32[80,3], f32[80,3]) tuple(s, p); (f32[80,3], f32[80,3]); 6
          x = f32[80,5] parameter(0) y = f32[5] parameter(1); b = f32[80,5] broadcast(y), \
          dimensions={1} ROOT s = f32[80,5] add(x, b); f32[80,5]; 1
          x = f32[5,3] parameter(0) y = f32[3] parameter(1); b = f32[5,3] broadcast(y), \
          dimensions={1} ROOT s = f32[5,3] add(x, b); f32[5,3]; 1
          x = f32[160,3] parameter(0) y = f32[3] parameter(1); b = f32[80,3] broadcast(y), \
          dimensions={1} e = f32[80,3] slice(x), slice={[0:160:2],[0:3]} \
          ROOT s = f32[80,3] add(e, b); f32[80,3]; 1
          x = f32[4,80] parameter(0) i = s32[80] parameter(1); \
          j = s32[80,1] reshape(i) g = f32[4,80] gather(x, j), offset_dims={0}, \
          collapsed_slice_dims={1}, start_index_map={1}, index_vector_dim=1, slice_sizes={4,1} \
          t = f32[80,4] transpose(g), dimensions={1,0} ROOT n = f32[80,4] negate(t); f32[80,4]; 1
          """)
  void forms(String parameters, String body, String result, int stores) {
    HloModule module = fusion(parameters, body, result);
    assertStores(module, stores);
    check(module);
  }
}
