package org.hlorun.kernelir.lower.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LU factors with partial pivoting, held against what they must multiply to. */
class LuLoweringTest {
  /** What a factorisation gives, and the matrices that it was given. */
  private record Factors(ArrayLiteral given, ArrayLiteral packed, int[] pivots, int[] info) {
    static Factors of(ArrayLiteral given, Literal result) {
      List<Literal> all = ((TupleLiteral) result).elements();
      return new Factors(given, all.get(0).asArray(), ints(all.get(1)), ints(all.get(2)));
    }

    private static int[] ints(Literal literal) {
      ArrayLiteral array = literal.asArray();
      return IntStream.range(0, (int) array.elementCount())
          .map(i -> (int) array.getLong(i))
          .toArray();
    }
  }

  private static HloInstruction call(String type, long batch, long rows, long columns) {
    return ContractionCheck.module(
            """
            ENTRY main {
              a = %1$s[%2$d,%3$d,%4$d] parameter(0)
              ROOT r = (%1$s[%2$d,%3$d,%4$d], s32[%2$d,%5$d], s32[%2$d]) custom-call(a),
                custom_call_target="lapack_%6$sgetrf_ffi"
            }
            """
                .formatted(
                    type,
                    batch,
                    rows,
                    columns,
                    Math.min(rows, columns),
                    type.equals("f32") ? "s" : "d"))
        .entry()
        .root();
  }

  private static Factors run(HloInstruction call, ArrayLiteral given) {
    Literal wide =
        KernelRunner.run(call, Lowering.lower(call, PathTarget.AVX512), List.of(given), 64);
    Literal narrow =
        KernelRunner.run(call, Lowering.lower(call, PathTarget.AVX2), List.of(given), 32);
    assertEquals(wide, narrow);
    return Factors.of(given, wide);
  }

  private static ArrayLiteral random(HloInstruction call) {
    ArrayLiteral given = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    Random random = new Random(given.shape().hashCode());
    for (long i = 0; i < given.elementCount(); i++) {
      given.setDouble(i, (float) random.nextGaussian());
    }
    return given;
  }

  /** Exchanges rows as the pivots say, and looks at every element of L U. */
  private static void check(Factors factors, long number, double tolerance) {
    int rows = (int) factors.given.shape().dimension(1);
    int columns = (int) factors.given.shape().dimension(2);
    int steps = Math.min(rows, columns);
    int[] order = IntStream.range(0, rows).toArray();
    for (int k = 0; k < steps; k++) {
      int pivot = factors.pivots[(int) number * steps + k] - 1;
      assertTrue(pivot >= k && pivot < rows);
      int row = order[k];
      order[k] = order[pivot];
      order[pivot] = row;
    }
    long first = number * rows * columns;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int k = 0; k <= Math.min(Math.min(i, j), steps - 1); k++) {
          double left = k == i ? 1 : factors.packed.getDouble(first + (long) i * columns + k);
          assertTrue(Math.abs(left) <= 1);
          sum += left * factors.packed.getDouble(first + (long) k * columns + j);
        }
        double expected = factors.given.getDouble(first + (long) order[i] * columns + j);
        assertEquals(expected, sum, tolerance, i + ", " + j);
      }
    }
  }

  /** Parts of blocks and of tiles, more rows than columns, and fewer. */
  @ParameterizedTest
  @CsvSource({
    "f32,1,1,1",
    "f32,3,8,8",
    "f32,2,37,37",
    "f64,1,64,64",
    "f64,2,50,21",
    "f64,1,21,50",
    "f64,1,3,100",
    "f64,1,100,3",
    "f64,1,120,120"
  })
  void factorsMultiplyToTheMatrix(String type, long batch, long rows, long columns) {
    HloInstruction call = call(type, batch, rows, columns);
    Factors factors = run(call, random(call));
    assertArrayEquals(new int[(int) batch], factors.info);
    for (long number = 0; number < batch; number++) {
      check(factors, number, type.equals("f32") ? 2e-6 : 1e-13);
    }
    assertEquals(reference(call, factors.given), factors.packed);
  }

  /** What the interpreter gives, bit by bit. */
  private static ArrayLiteral reference(HloInstruction call, ArrayLiteral given) {
    try (var executable =
        Backend.named("interpreter")
            .orElseThrow()
            .compile(call.parent().module(), Options.DEFAULT)) {
      return Factors.of(given, executable.run(List.of(given))).packed;
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloInstruction call = call("f64", 2, 19, 26);
    ArrayLiteral given = random(call);
    Factors expected = run(call, given);
    Factors factors =
        Factors.of(
            given,
            KernelRunner.interpret(call, Lowering.lower(call, PathTarget.AVX512), List.of(given)));
    assertEquals(expected.packed, factors.packed);
    assertArrayEquals(expected.pivots, factors.pivots);
    assertArrayEquals(expected.info, factors.info);
  }

  private static Factors of(double[][] matrix) {
    HloInstruction call = call("f64", 1, matrix.length, matrix[0].length);
    ArrayLiteral given = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        given.setDouble((long) i * matrix[i].length + j, matrix[i][j]);
      }
    }
    return run(call, given);
  }

  /** Of the same magnitude the first is taken, and the first column without a pivot is told. */
  @Test
  void pivots() {
    Factors equal = of(new double[][] {{1, 2}, {-1, 3}});
    assertArrayEquals(new int[] {1, 2}, equal.pivots);
    assertArrayEquals(new int[] {2}, of(new double[][] {{3, 3}, {1, 1}}).info);
    Factors singular = of(new double[][] {{1, 2, 3}, {2, 4, 7}, {1, 2, 9}});
    assertArrayEquals(new int[] {2}, singular.info);
    assertArrayEquals(new int[] {2, 2, 3}, singular.pivots);
    assertArrayEquals(
        new double[] {2, 4, 7, 0.5, 0, -0.5, 0.5, 0, 5.5},
        IntStream.range(0, 9).mapToDouble(singular.packed::getDouble).toArray());
  }

  @Test
  void zeros() {
    Factors zeros = of(new double[10][9]);
    assertArrayEquals(new int[] {1}, zeros.info);
    assertArrayEquals(IntStream.rangeClosed(1, 9).toArray(), zeros.pivots);
    assertEquals(zeros.given, zeros.packed);
  }

  /** NaN is no candidate but on the diagonal, from where it spreads. */
  @Test
  void notANumber() {
    Factors below = of(new double[][] {{1, 2}, {Double.NaN, 3}});
    assertEquals(1, below.pivots[0]);
    assertEquals(2.0, below.packed.getDouble(1));
    assertTrue(Double.isNaN(below.packed.getDouble(3)));
    Factors diagonal = of(new double[][] {{Double.NaN, 2}, {5, 3}});
    assertEquals(1, diagonal.pivots[0]);
    assertTrue(Double.isNaN(diagonal.packed.getDouble(2)));
  }

  @Test
  void nothing() {
    HloInstruction none = call("f32", 0, 4, 4);
    assertEquals(0, run(none, random(none)).info.length);
    HloInstruction empty = call("f32", 2, 0, 4);
    assertArrayEquals(new int[2], run(empty, random(empty)).info);
  }

  /** What types and results must be is for the interpreter to say. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = f32[4,4] parameter(0) ROOT r = (f32[4,4], s32[3], s32[])",
        "a = f64[4,4] parameter(0) ROOT r = (f64[4,4], s32[4], s32[])",
        "a = c64[4,4] parameter(0) ROOT r = (c64[4,4], s32[4], s32[])",
        "a = f32[4,4] parameter(0) ROOT r = ((f32[4,4], s32[4]), s32[])",
        "a = f32[4,4] parameter(0) ROOT r = f32[4,4]"
      })
  void otherCallsAreRefused(String beginning) {
    HloInstruction call =
        ContractionCheck.module(
                "ENTRY main { %s custom-call(a), custom_call_target=\"lapack_sgetrf_ffi\" }"
                    .formatted(beginning))
            .entry()
            .root();
    assertThrows(UnsupportedKernelException.class, () -> Lowering.lower(call, PathTarget.AVX512));
  }

  /** 3 x 3 matrices are padded to many times their size. */
  @Test
  void manySmallMatricesAreRefused() {
    HloInstruction call = call("f32", 2_000_000, 3, 3);
    assertThrows(UnsupportedKernelException.class, () -> Lowering.lower(call, PathTarget.AVX512));
    assertEquals(4, Lowering.lower(call("f32", 100_000, 3, 3), PathTarget.AVX512).size());
  }
}
