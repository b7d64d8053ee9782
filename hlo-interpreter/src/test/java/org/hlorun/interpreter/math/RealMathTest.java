package org.hlorun.interpreter.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RealMathTest {
  static Set<String> functions() {
    return RealFunctions.F64.keySet();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isCorrectlyRoundedBarRareTies(String name) {
    DoubleBinaryOperator function = RealFunctions.F64.get(name);
    int inexact = 0;
    int count = 0;
    for (double[] vector : GoldenVectors.read(name + ".txt")) {
      double actual = RealFunctions.apply(function, vector);
      long ulps = GoldenVectors.ulpsBetween(vector[vector.length - 1], actual);
      assertTrue(ulps <= 1, () -> name + Arrays.toString(vector) + " gave " + actual);
      inexact += (int) ulps;
      count++;
    }
    assertTrue(count >= 300 && inexact <= count / 100, name + ": not rounded correctly " + inexact);
  }

  @ParameterizedTest
  @CsvSource({
    "exp, -Infinity, 0",
    "exp, Infinity, Infinity",
    "exp, -0.0, 1",
    "exp, 710, Infinity",
    "exp, -746, 0",
    "expm1, -0.0, -0.0",
    "expm1, -Infinity, -1",
    "expm1, Infinity, Infinity",
    "log, 0, -Infinity",
    "log, -0.0, -Infinity",
    "log, 1, 0",
    "log, -1, NaN",
    "log, Infinity, Infinity",
    "log1p, -0.0, -0.0",
    "log1p, -1, -Infinity",
    "log1p, -1.5, NaN",
    "log1p, Infinity, Infinity",
    "logistic, -Infinity, 0",
    "logistic, 0, 0.5",
    "logistic, Infinity, 1",
    "rsqrt, 0, Infinity",
    "rsqrt, -0.0, -Infinity",
    "rsqrt, Infinity, 0",
    "rsqrt, -1, NaN",
    "cbrt, -0.0, -0.0",
    "cbrt, -8, -2",
    "cbrt, -Infinity, -Infinity",
    "sin, -0.0, -0.0",
    "sin, Infinity, NaN",
    "cos, Infinity, NaN",
    "cos, 0, 1",
    "tan, -0.0, -0.0",
    "tan, -Infinity, NaN",
    "asin, -0.0, -0.0",
    "asin, 1.5, NaN",
    "asin, 1, 1.5707963267948966",
    "acos, 1, 0",
    "acos, -1, 3.141592653589793",
    "acos, -2, NaN",
    "atan, -0.0, -0.0",
    "atan, Infinity, 1.5707963267948966",
    "sinh, -0.0, -0.0",
    "sinh, -Infinity, -Infinity",
    "sinh, 711, Infinity",
    "cosh, -Infinity, Infinity",
    "cosh, 0, 1",
    "tanh, -0.0, -0.0",
    "tanh, -Infinity, -1",
    "asinh, -0.0, -0.0",
    "asinh, -Infinity, -Infinity",
    "acosh, 1, 0",
    "acosh, 0.5, NaN",
    "acosh, -Infinity, NaN",
    "acosh, Infinity, Infinity",
    "atanh, -0.0, -0.0",
    "atanh, -1, -Infinity",
    "atanh, 1.5, NaN",
    "atanh, Infinity, NaN",
    "erf, -0.0, -0.0",
    "erf, -Infinity, -1",
    "erfc, -Infinity, 2",
    "erfc, Infinity, 0",
    "erfc, 0, 1",
    "erfInv, -0.0, -0.0",
    "erfInv, -1, -Infinity",
    "erfInv, 1.5, NaN",
    "lgamma, 0, Infinity",
    "lgamma, -0.0, Infinity",
    "lgamma, -3, Infinity",
    "lgamma, 1, 0",
    "lgamma, 2, 0",
    "lgamma, Infinity, Infinity",
    "lgamma, -Infinity, Infinity",
    "digamma, 0, NaN",
    "digamma, -3, NaN",
    "digamma, Infinity, Infinity",
    "digamma, -Infinity, NaN",
    "besselI1e, -0.0, -0.0",
    "besselI1e, -Infinity, -0.0",
  })
  void hasSpecialValues(String name, double x, double expected) {
    assertEquals(expected, RealFunctions.F64.get(name).applyAsDouble(x, x));
    double narrow = RealFunctions.F32.get(name).applyAsDouble(x, x);
    assertEquals(expected, narrow, Math.abs(narrow) < 1e38 && narrow != 0 ? 1e-12 : 0);
    double nan = RealFunctions.F64.get(name).applyAsDouble(Double.NaN, Double.NaN);
    assertEquals(Double.NaN, nan);
    assertEquals(Double.NaN, RealFunctions.F32.get(name).applyAsDouble(Double.NaN, Double.NaN));
  }

  @ParameterizedTest
  @CsvSource({
    "1, NaN, 1",
    "NaN, 0, 1",
    "NaN, -0.0, 1",
    "NaN, 1, NaN",
    "2, NaN, NaN",
    "-1, Infinity, 1",
    "-1, -Infinity, 1",
    "1, Infinity, 1",
    "0, -1, Infinity",
    "-0.0, -1, -Infinity",
    "-0.0, -2, Infinity",
    "-0.0, 3, -0.0",
    "-0.0, 0.5, 0",
    "-2, 0.5, NaN",
    "-2, 3, -8",
    "-2, -1074, 4.9e-324",
    "-2, -1075, -0.0",
    "0.5, Infinity, 0",
    "0.5, -Infinity, Infinity",
    "-Infinity, 3, -Infinity",
    "-Infinity, -3, -0.0",
    "-Infinity, 0.5, Infinity",
    "Infinity, -0.5, 0",
    "10, 308, 1e308",
    "10, 309, Infinity",
    "-10, 309, -Infinity",
  })
  void powHasSpecialValues(double x, double y, double expected) {
    assertEquals(expected, RealMath.pow(x, y));
    assertEquals((float) expected, (float) RealMath32.pow(x, y));
  }

  @ParameterizedTest
  @CsvSource({
    "0, -0.0, 3.141592653589793",
    "-0.0, -0.0, -3.141592653589793",
    "-0.0, 0, -0.0",
    "-0.0, -1, -3.141592653589793",
    "1, -0.0, 1.5707963267948966",
    "Infinity, -Infinity, 2.356194490192345",
    "-Infinity, Infinity, -0.7853981633974483",
    "1, Infinity, 0",
    "-1, -Infinity, -3.141592653589793",
    "NaN, 1, NaN",
  })
  void atan2HasSpecialValues(double y, double x, double expected) {
    assertEquals(expected, RealMath.atan2(y, x));
    assertEquals(expected, RealMath32.atan2(y, x));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, Infinity",
    "0.5, 2, NaN",
    "2, 0, Infinity",
    "3, -1, NaN",
    "2.5, -0.5, NaN",
    "Infinity, 1, 1",
    "Infinity, 2, 0",
    "2, Infinity, 0",
    "2, 1e200, 1e-200",
    "2, 1e-200, Infinity",
    "50, 1, 1.0000000000000009",
    "3, -0.5, 0.41439832211716",
    "NaN, 1, NaN",
    "2, NaN, NaN",
  })
  void zetaHasSpecialValues(double x, double q, double expected) {
    assertEquals(expected, HurwitzZeta.zeta(x, q));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, -0.5772156649015329",
    "1, 1, 1.6449340668482264",
    "0.5, 1, NaN",
    "-1, 1, NaN",
    "1, -2, Infinity",
    "2, -2, NaN",
    "170, 1e-3, -Infinity",
    "2, Infinity, 0",
  })
  void polygammaHasSpecialValues(double n, double x, double expected) {
    assertEquals(expected, HurwitzZeta.polygamma(n, x) + 0.0);
  }

  @Test
  void remainderAndNeighbourAreExact() {
    assertEquals(-1.5, RealMath.fmod(-7.5, 2));
    assertEquals(-0.0, RealMath.fmod(-6, 3));
    assertEquals(Double.NaN, RealMath.fmod(1, 0));
    assertEquals(Double.MIN_VALUE, RealMath.nextAfter(-0.0, 1));
    assertEquals(-0.0, RealMath.nextAfter(0.0, -0.0));
    assertEquals(3, RealMath.sqrt(9));
    assertEquals(-0.0, RealMath.ceil(-0.5));
  }
}
