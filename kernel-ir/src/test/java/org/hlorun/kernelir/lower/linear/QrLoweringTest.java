package org.hlorun.kernelir.lower.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
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

/** R, reflectors and their product, held against what they must multiply to. */
class QrLoweringTest {
  /** What a factorisation gives. */
  private record Factors(ArrayLiteral packed, ArrayLiteral tau) {
    static Factors of(Literal result) {
      List<Literal> all = ((TupleLiteral) result).elements();
      return new Factors(all.get(0).asArray(), all.get(1).asArray());
    }
  }

  private static HloInstruction root(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  private static String letter(String type) {
    return type.equals("f32") ? "s" : "d";
  }

  private static HloInstruction factorisation(String type, long batch, long rows, long columns) {
    return root(
        ("a = %1$s[%2$d,%3$d,%4$d] parameter(0) ROOT r = (%1$s[%2$d,%3$d,%4$d], %1$s[%2$d,%5$d])"
                + " custom-call(a), custom_call_target=\"lapack_%6$sgeqrf_ffi\"")
            .formatted(type, batch, rows, columns, Math.min(rows, columns), letter(type)));
  }

  private static HloInstruction product(
      String type, long batch, long rows, long columns, long reflectors) {
    return root(
        ("a = %1$s[%2$d,%3$d,%4$d] parameter(0) t = %1$s[%2$d,%5$d] parameter(1)"
                + " ROOT q = %1$s[%2$d,%3$d,%4$d]"
                + " custom-call(a, t), custom_call_target=\"lapack_%6$sorgqr_ffi\"")
            .formatted(type, batch, rows, columns, reflectors, letter(type)));
  }

  /** The same bits with vectors of 64 and of 32 bytes. */
  private static Literal run(HloInstruction call, List<Literal> operands) {
    Literal wide = KernelRunner.run(call, Lowering.lower(call, PathTarget.AVX512), operands, 64);
    Literal narrow = KernelRunner.run(call, Lowering.lower(call, PathTarget.AVX2), operands, 32);
    assertEquals(wide, narrow);
    return wide;
  }

  private static ArrayLiteral random(HloInstruction call, double scale) {
    ArrayLiteral given = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    Random random = new Random(given.shape().hashCode());
    for (long i = 0; i < given.elementCount(); i++) {
      given.setDouble(i, scale * (float) random.nextGaussian());
    }
    return given;
  }

  private static double at(ArrayLiteral matrices, long number, long row, long column) {
    long rows = matrices.shape().dimension(1);
    long columns = matrices.shape().dimension(2);
    return matrices.getDouble((number * rows + row) * columns + column);
  }

  /** Q with as many columns as there are reflectors. */
  private static ArrayLiteral orthogonal(String type, Factors factors) {
    long batch = factors.packed.shape().dimension(0);
    long rows = factors.packed.shape().dimension(1);
    long steps = factors.tau.shape().dimension(1);
    HloInstruction call = product(type, batch, rows, steps, steps);
    ArrayLiteral vectors = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (long i = 0; i < vectors.elementCount(); i++) {
      long row = i / steps;
      vectors.setDouble(i, at(factors.packed, row / rows, row % rows, i % steps));
    }
    return run(call, List.of(vectors, factors.tau)).asArray();
  }

  private static void check(ArrayLiteral given, Factors factors, ArrayLiteral q, double bound) {
    long batch = given.shape().dimension(0);
    long rows = given.shape().dimension(1);
    long columns = given.shape().dimension(2);
    long steps = Math.min(rows, columns);
    for (long b = 0; b < batch; b++) {
      double largest = 0;
      for (long i = 0; i < rows; i++) {
        for (long j = 0; j < columns; j++) {
          largest = Math.max(largest, Math.abs(at(given, b, i, j)));
        }
      }
      for (long i = 0; i < rows; i++) {
        for (long j = 0; j < columns; j++) {
          double sum = 0;
          for (long k = 0; k <= Math.min(j, steps - 1); k++) {
            sum += at(q, b, i, k) * (at(factors.packed, b, k, j) / largest);
          }
          assertEquals(at(given, b, i, j) / largest, sum, bound, i + ", " + j);
        }
      }
      for (long i = 0; i < steps; i++) {
        for (long j = 0; j < steps; j++) {
          double sum = 0;
          for (long k = 0; k < rows; k++) {
            sum += at(q, b, k, i) * at(q, b, k, j);
          }
          assertEquals(i == j ? 1 : 0, sum, bound, i + ", " + j);
        }
      }
    }
  }

  /** Parts of blocks and of tiles, more rows than columns, and fewer; large and small numbers. */
  @ParameterizedTest
  @CsvSource({
    "f32,1,1,1,1",
    "f32,3,8,8,1",
    "f32,2,37,37,1",
    "f32,1,40,20,1e30",
    "f64,1,64,64,1",
    "f64,2,50,21,1",
    "f64,1,21,50,1",
    "f64,1,3,100,1",
    "f64,1,100,3,1",
    "f64,1,120,120,1",
    "f64,1,30,30,1e200",
    "f64,1,30,30,1e-200"
  })
  void factorsMultiplyToTheMatrix(String type, long batch, long rows, long columns, double scale) {
    HloInstruction call = factorisation(type, batch, rows, columns);
    ArrayLiteral given = random(call, scale);
    Factors factors = Factors.of(run(call, List.of(given)));
    ArrayLiteral q = orthogonal(type, factors);
    check(given, factors, q, type.equals("f32") ? 4e-6 : 1e-13);
  }

  /** More columns of Q than there are reflectors: they are at right angles, too. */
  @Test
  void wholeBases() {
    HloInstruction call = product("f64", 1, 30, 30, 11);
    HloInstruction part = factorisation("f64", 1, 30, 11);
    Factors factors = Factors.of(run(part, List.of(random(part, 1))));
    ArrayLiteral padded = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (long i = 0; i < 30; i++) {
      for (long j = 0; j < 11; j++) {
        padded.setDouble(i * 30 + j, at(factors.packed, 0, i, j));
      }
    }
    ArrayLiteral q = run(call, List.of(padded, factors.tau)).asArray();
    for (long i = 0; i < 30; i++) {
      for (long j = 0; j < 30; j++) {
        double sum = 0;
        for (long k = 0; k < 30; k++) {
          sum += at(q, 0, k, i) * at(q, 0, k, j);
        }
        assertEquals(i == j ? 1 : 0, sum, 1e-13, i + ", " + j);
      }
    }
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloInstruction call = factorisation("f64", 2, 19, 26);
    List<Literal> given = List.of(random(call, 1));
    Literal interpreted =
        KernelRunner.interpret(call, Lowering.lower(call, PathTarget.AVX512), given);
    assertEquals(run(call, given), interpreted);
    HloInstruction product = product("f64", 2, 19, 19, 19);
    Factors factors = Factors.of(interpreted);
    ArrayLiteral vectors = random(product, 0.1);
    List<Literal> operands = List.of(vectors, factors.tau);
    assertEquals(
        run(product, operands),
        KernelRunner.interpret(product, Lowering.lower(product, PathTarget.AVX512), operands));
  }

  private static Factors of(double[][] matrix) {
    HloInstruction call = factorisation("f64", 1, matrix.length, matrix[0].length);
    ArrayLiteral given = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        given.setDouble((long) i * matrix[i].length + j, matrix[i][j]);
      }
    }
    return Factors.of(run(call, List.of(given)));
  }

  /** The diagonal of R has the sign that the element there, be it a zero, does not have. */
  @Test
  void signs() {
    Factors positive = of(new double[][] {{3}, {4}});
    assertEquals(-5, positive.packed.getDouble(0));
    assertEquals(0.5, positive.packed.getDouble(1));
    assertEquals(1.6, positive.tau.getDouble(0));
    assertEquals(5, of(new double[][] {{-3}, {4}}).packed.getDouble(0));
    assertEquals(-4, of(new double[][] {{0.0}, {4}}).packed.getDouble(0));
    assertEquals(4, of(new double[][] {{-0.0}, {4}}).packed.getDouble(0));
  }

  /** A column with nothing below the diagonal stays as it is. */
  @Test
  void nothingToReflect() {
    Factors factors = of(new double[][] {{2, 1}, {0, 3}});
    assertEquals(2, factors.packed.getDouble(0));
    assertEquals(1, factors.packed.getDouble(1));
    assertEquals(3, factors.packed.getDouble(3));
    assertEquals(0, factors.tau.getDouble(0));
    assertEquals(0, factors.tau.getDouble(1));
    Factors zeros = of(new double[10][9]);
    for (int i = 0; i < 9; i++) {
      assertEquals(0, zeros.tau.getDouble(i));
    }
  }

  /** What the interpreter gives for numbers that squares would lose, or that are not finite. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2 1e-170 3",
        "1e308 1 1e308 2",
        "1.5e-323 1e-323 2e-323 3e-323",
        "Infinity 1 1 1",
        "1 1 Infinity 1",
        "NaN 1 1 1",
        "0 1 NaN 1",
        "3 -Infinity 4 2"
      })
  void extremes(String numbers) {
    String[] words = numbers.split(" ");
    HloInstruction call = factorisation("f64", 1, 2, 2);
    ArrayLiteral given = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (int i = 0; i < 4; i++) {
      given.setDouble(i, Double.parseDouble(words[i]));
    }
    Factors factors = Factors.of(run(call, List.of(given)));
    try (var executable =
        Backend.named("interpreter")
            .orElseThrow()
            .compile(call.parent().module(), Options.DEFAULT)) {
      Factors expected = Factors.of(executable.run(List.of(given)));
      assertNear(expected.packed, factors.packed);
      assertNear(expected.tau, factors.tau);
    }
  }

  private static void assertNear(ArrayLiteral expected, ArrayLiteral actual) {
    for (long i = 0; i < expected.elementCount(); i++) {
      double value = expected.getDouble(i);
      double bound = Double.isFinite(value) ? Math.max(1e-14 * Math.abs(value), 1e-323) : 0;
      assertEquals(value, actual.getDouble(i), bound, "element " + i);
    }
  }

  /** Columns without a reflector are not read. */
  @Test
  void columnsBehindTheReflectors() {
    HloInstruction call = product("f64", 1, 4, 3, 1);
    ArrayLiteral vectors = ArrayLiteral.allocate(call.operand(0).shape().asArray());
    for (long i = 0; i < vectors.elementCount(); i++) {
      vectors.setDouble(i, i % 3 == 0 ? 1 : Double.NaN);
    }
    ArrayLiteral tau = ArrayLiteral.allocate(call.operand(1).shape().asArray());
    tau.setDouble(0, 0.5);
    ArrayLiteral q = run(call, List.of(vectors, tau)).asArray();
    for (long i = 0; i < 4; i++) {
      for (long j = 0; j < 3; j++) {
        assertEquals(i == j ? 0.5 : -0.5, at(q, 0, i, j));
      }
    }
  }

  @Test
  void notANumber() {
    Factors factors = of(new double[][] {{1, 2}, {Double.NaN, 3}});
    assertTrue(Double.isNaN(factors.packed.getDouble(0)));
    assertTrue(Double.isNaN(factors.tau.getDouble(0)));
  }

  @Test
  void nothing() {
    HloInstruction none = factorisation("f32", 0, 4, 4);
    assertEquals(0, Factors.of(run(none, List.of(random(none, 1)))).tau.elementCount());
    HloInstruction identity = product("f32", 1, 4, 3, 0);
    ArrayLiteral tau = ArrayLiteral.allocate(identity.operand(1).shape().asArray());
    ArrayLiteral q = run(identity, List.of(random(identity, 1), tau)).asArray();
    for (long i = 0; i < 12; i++) {
      assertEquals(i / 3 == i % 3 ? 1 : 0, q.getDouble(i));
    }
  }

  /** What operands and results must be is for the interpreter to say. */
  @Test
  void otherShapesAreRefused() {
    HloInstruction many = product("f32", 1, 4, 3, 4);
    assertThrows(UnsupportedKernelException.class, () -> Lowering.lower(many, PathTarget.AVX512));
    HloInstruction wide = product("f32", 1, 3, 4, 3);
    assertThrows(UnsupportedKernelException.class, () -> Lowering.lower(wide, PathTarget.AVX512));
    HloInstruction alone =
        root(
            "a = f32[4,4] parameter(0) ROOT r = f32[4,4] custom-call(a),"
                + " custom_call_target=\"lapack_sgeqrf_ffi\"");
    assertThrows(UnsupportedKernelException.class, () -> Lowering.lower(alone, PathTarget.AVX512));
  }
}
