package org.hlorun.interpreter.lapack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors, multiplied again, give the matrix, and are of the kind that they should be. */
class FactorisationsTest {
  private static final double PRECISION = 0x1p-52;

  private static ColumnMatrix random(int rows, int columns, double scale) {
    Random random = new Random(rows * 31L + columns);
    ColumnMatrix matrix = new ColumnMatrix(rows, columns);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        matrix.set(i, j, scale * random.nextGaussian());
      }
    }
    return matrix;
  }

  private static ColumnMatrix copy(ColumnMatrix matrix) {
    return matrix.transposed().transposed();
  }

  private static ColumnMatrix product(ColumnMatrix a, ColumnMatrix b) {
    ColumnMatrix result = new ColumnMatrix(a.rows(), b.columns());
    for (int j = 0; j < b.columns(); j++) {
      for (int k = 0; k < a.columns(); k++) {
        Vectors.add(b.get(k, j), a.column(k), result.column(j), 0);
      }
    }
    return result;
  }

  private static void assertClose(ColumnMatrix expected, ColumnMatrix actual, double bound) {
    assertEquals(expected.rows(), actual.rows());
    assertEquals(expected.columns(), actual.columns());
    for (int j = 0; j < expected.columns(); j++) {
      for (int i = 0; i < expected.rows(); i++) {
        assertEquals(expected.get(i, j), actual.get(i, j), bound, "element " + i + ", " + j);
      }
    }
  }

  private static void assertOrthonormal(ColumnMatrix q) {
    assertClose(
        ColumnMatrix.identity(q.columns(), q.columns()),
        product(q.transposed(), q),
        20 * q.rows() * PRECISION);
  }

  /** A part of a packed matrix, and ones on its diagonal or what is there. */
  private static ColumnMatrix triangle(ColumnMatrix a, int rows, int columns, boolean lower) {
    ColumnMatrix result = ColumnMatrix.identity(rows, columns);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        if (lower ? i > j : i <= j) {
          result.set(i, j, a.get(i, j));
        }
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "7, 7", "50, 50", "9, 4", "4, 9"})
  void lu(int rows, int columns) {
    ColumnMatrix a = random(rows, columns, 1);
    LuFactors factors = LuFactors.of(copy(a), () -> {});
    int least = Math.min(rows, columns);
    ColumnMatrix lower = triangle(factors.packed(), rows, least, true);
    ColumnMatrix upper = triangle(factors.packed(), least, columns, false);
    ColumnMatrix permuted = copy(a).transposed();
    for (int i = 0; i < least; i++) {
      int other = factors.pivots()[i] - 1;
      assertTrue(other >= i && other < rows);
      double[] row = permuted.column(i);
      permuted.setColumn(i, permuted.column(other));
      permuted.setColumn(other, row);
      for (int k = i + 1; k < rows; k++) {
        assertTrue(Math.abs(lower.get(k, i)) <= 1, "a pivot is the largest of its column");
      }
    }
    assertEquals(0, factors.info());
    assertClose(permuted.transposed(), product(lower, upper), 50 * least * PRECISION);
  }

  @Test
  void firstZeroPivotIsInfoAndTheRestIsFactored() {
    ColumnMatrix a = new ColumnMatrix(3, 3);
    a.set(0, 0, 2);
    a.set(2, 2, 5);
    LuFactors factors = LuFactors.of(copy(a), () -> {});
    assertEquals(2, factors.info());
    assertEquals(5, factors.packed().get(2, 2));
    assertEquals("[1, 2, 3]", Arrays.toString(factors.pivots()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "5, 5, 1",
    "40, 40, 1",
    "9, 4, 1",
    "4, 9, 1",
    "6, 3, 1e300",
    "6, 3, 1e-310"
  })
  void qr(int rows, int columns, double scale) {
    ColumnMatrix a = random(rows, columns, scale);
    QrFactors factors = QrFactors.of(copy(a), () -> {});
    ColumnMatrix q = factors.orthogonal(rows, () -> {});
    ColumnMatrix r = new ColumnMatrix(rows, columns);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i <= Math.min(j, rows - 1); i++) {
        r.set(i, j, factors.packed().get(i, j));
      }
    }
    assertOrthonormal(q);
    double bound = Math.max(50 * rows * PRECISION * scale, 10 * Double.MIN_VALUE);
    assertClose(a, product(q, r), bound);
    // LAPACK's sign: of the opposite of the first element of what is reflected.
    if (rows > 1) {
      assertTrue(a.get(0, 0) * r.get(0, 0) <= 0);
    }
    ColumnMatrix few = factors.orthogonal(Math.min(rows, columns), () -> {});
    for (int j = 0; j < few.columns(); j++) {
      assertTrue(Arrays.equals(few.column(j), q.column(j)));
    }
  }

  private static ColumnMatrix symmetric(int size, IntFunction<Double> eigenvalue) {
    ColumnMatrix q = QrFactors.of(random(size, size, 1), () -> {}).orthogonal(size, () -> {});
    ColumnMatrix scaled = copy(q);
    for (int j = 0; j < size; j++) {
      Vectors.multiply(scaled.column(j), eigenvalue.apply(j), 0);
    }
    return product(scaled, q.transposed());
  }

  private static void checkEigen(ColumnMatrix a, boolean lower, double bound) {
    int size = a.rows();
    ColumnMatrix given = copy(a);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        if (lower ? i < j : i > j) {
          given.set(i, j, Double.NaN); // the triangle that nobody reads
        }
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(given, lower, () -> {});
    assertEquals(0, eigen.info());
    assertOrthonormal(eigen.vectors());
    ColumnMatrix scaled = copy(eigen.vectors());
    for (int j = 0; j < size; j++) {
      assertTrue(j == 0 || eigen.values()[j - 1] <= eigen.values()[j], "ascending");
      Vectors.multiply(scaled.column(j), eigen.values()[j], 0);
    }
    assertClose(a, product(scaled, eigen.vectors().transposed()), bound);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 60})
  void eigenvaluesAreThoseTheMatrixIsMadeOf(int size) {
    ColumnMatrix a = symmetric(size, j -> j % 3 == 0 ? 2.0 : j - 7.5);
    ColumnMatrix mirrored = new ColumnMatrix(size, size);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        mirrored.set(i, j, a.get(Math.max(i, j), Math.min(i, j)));
      }
    }
    checkEigen(mirrored, true, 100 * (size + 10) * PRECISION * size);
    checkEigen(mirrored, false, 100 * (size + 10) * PRECISION * size);
    double[] values = SymmetricEigen.of(copy(mirrored), true, () -> {}).values();
    double[] expected = new double[size];
    Arrays.setAll(expected, j -> j % 3 == 0 ? 2.0 : j - 7.5);
    Arrays.sort(expected);
    for (int j = 0; j < size; j++) {
      assertEquals(expected[j], values[j], 100 * (size + 10) * PRECISION * size);
    }
  }

  @Test
  void eigenvaluesOfOddMatrices() {
    checkEigen(new ColumnMatrix(4, 4), true, 0);
    checkEigen(ColumnMatrix.identity(5, 5), true, 0);
    ColumnMatrix huge = ColumnMatrix.identity(2, 2);
    huge.set(0, 1, 3);
    huge.set(1, 0, 3);
    huge.scale(1020);
    checkEigen(huge, true, 0x1p972);
    huge.scale(-1020 - 1060);
    checkEigen(huge, true, 8 * Double.MIN_VALUE);
    ColumnMatrix infinite = ColumnMatrix.identity(2, 2);
    infinite.set(1, 0, Double.POSITIVE_INFINITY);
    SymmetricEigen undefined = SymmetricEigen.of(infinite, true, () -> {});
    assertTrue(undefined.info() > 0 && Double.isNaN(undefined.values()[0]));
  }

  private static void checkSvd(ColumnMatrix a, boolean full, double bound) {
    SingularValues svd = SingularValues.of(copy(a), full, () -> {});
    int least = Math.min(a.rows(), a.columns());
    assertEquals(0, svd.info());
    assertEquals(full ? a.rows() : least, svd.left().columns());
    assertEquals(full ? a.columns() : least, svd.right().columns());
    assertOrthonormal(svd.left());
    assertOrthonormal(svd.right());
    ColumnMatrix sum = new ColumnMatrix(a.rows(), a.columns());
    for (int k = 0; k < least; k++) {
      double value = svd.values()[k];
      assertTrue(value >= 0 && (k == 0 || value <= svd.values()[k - 1]), "descending");
      for (int j = 0; j < a.columns(); j++) {
        Vectors.add(value * svd.right().get(j, k), svd.left().column(k), sum.column(j), 0);
      }
    }
    assertClose(a, sum, bound);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "5, 5, false",
    "60, 60, true",
    "9, 4, true",
    "9, 4, false",
    "4, 9, true",
    "4, 9, false",
    "3, 0, true"
  })
  void svd(int rows, int columns, boolean full) {
    checkSvd(random(rows, columns, 1), full, 100 * (rows + columns) * PRECISION);
  }

  @Test
  void singularValuesOfOddMatrices() {
    checkSvd(new ColumnMatrix(3, 3), true, 0);
    ColumnMatrix lowRank = product(random(8, 2, 1), random(2, 6, 1));
    checkSvd(lowRank, true, 1000 * PRECISION);
    checkSvd(lowRank, false, 1000 * PRECISION);
    ColumnMatrix ones = new ColumnMatrix(4, 3);
    for (int j = 0; j < 3; j++) {
      Arrays.fill(ones.column(j), 1);
    }
    checkSvd(ones, true, 100 * PRECISION);
    assertEquals(
        Math.sqrt(12), SingularValues.of(ones, true, () -> {}).values()[0], 10 * PRECISION);
    ColumnMatrix infinite = new ColumnMatrix(2, 2);
    infinite.set(1, 1, Double.NEGATIVE_INFINITY);
    assertTrue(SingularValues.of(infinite, true, () -> {}).info() != 0);
  }

  private static ColumnMatrix rows(double[]... rows) {
    ColumnMatrix matrix = new ColumnMatrix(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        matrix.set(i, j, rows[i][j]);
      }
    }
    return matrix;
  }

  private static void checkSvd(ColumnMatrix a) {
    double bound = 100 * (a.rows() + a.columns()) * PRECISION;
    checkSvd(a, false, bound);
    checkSvd(a, true, bound);
  }

  /** Columns that depend on each other: of what remains of one there is no direction. */
  @Test
  void singularValuesOfDependentColumns() {
    checkSvd(rows(new double[][] {{0, 1, 2}, {0, 3, 4}, {0, 5, 7}}));
    checkSvd(rows(new double[][] {{1, -1, 0}, {1, -1, -1}, {-1, 1, 0}}));
    checkSvd(rows(new double[][] {{1, 1, 1, 1, 0}, {0, -1, 1, 1, 0}, {0, -1, 0, 0, -1}}));
    for (int[] size : new int[][] {{5, 3}, {20, 4}, {50, 10}, {8, 8}}) {
      for (int zero = 0; zero < size[1]; zero++) {
        ColumnMatrix a = random(size[0], size[1], 1);
        Arrays.fill(a.column(zero), 0);
        checkSvd(a);
        a.setColumn(zero, a.column((zero + 1) % size[1]).clone());
        checkSvd(a);
      }
    }
  }

  @Test
  void singularValuesOfSmallIntegers() {
    Random random = new Random(17);
    for (int i = 0; i < 600; i++) {
      ColumnMatrix a = new ColumnMatrix(2 + random.nextInt(4), 2 + random.nextInt(4));
      int largest = 1 + i % 3;
      for (int j = 0; j < a.columns(); j++) {
        Arrays.setAll(a.column(j), k -> random.nextInt(2 * largest + 1) - largest);
      }
      checkSvd(a);
    }
  }

  /** Products of columns so small that they underflow, beside columns of ordinary lengths. */
  @Test
  void singularValuesOfTinyColumns() {
    for (int exponent = -560; exponent <= -400; exponent += 4) {
      ColumnMatrix a = random(5, 5, 1);
      for (int j = 2; j < 5; j++) {
        Vectors.multiply(a.column(j), Math.scalb(1.0, exponent), 0);
      }
      checkSvd(a);
      checkSvd(a.transposed());
    }
  }

  /** One-sided rotations keep small values to all digits: those of columns of 1 and of 2^-300. */
  @Test
  void smallSingularValuesAreAccurate() {
    ColumnMatrix a = new ColumnMatrix(3, 2);
    a.set(0, 0, 3);
    a.set(1, 0, 4);
    a.set(2, 1, 0x1p-300);
    double[] values = SingularValues.of(a, false, () -> {}).values();
    assertEquals(5, values[0], 5 * PRECISION);
    assertEquals(0x1p-300, values[1], 0x1p-300 * 4 * PRECISION);
  }
}
