package org.hlorun.interpreter.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComplexMathTest {
  static Set<String> functions() {
    return ComplexFunctions.C128.keySet();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void componentsAreCorrectlyRoundedBarRareTies(String name) {
    BinaryOperator<Complex> function = ComplexFunctions.C128.get(name);
    int inexact = 0;
    int count = 0;
    for (double[] vector : GoldenVectors.read("complex_" + name + ".txt")) {
      Complex actual = ComplexFunctions.apply(function, vector);
      long re = GoldenVectors.ulpsBetween(vector[vector.length - 2], actual.re());
      long im = GoldenVectors.ulpsBetween(vector[vector.length - 1], actual.im());
      assertTrue(re <= 1 && im <= 1, () -> name + Arrays.toString(vector) + " gave " + actual);
      inexact += (int) (re + im);
      count++;
    }
    assertTrue(count >= 300 && inexact <= count / 100, name + ": not rounded correctly " + inexact);
  }

  @Test
  void absoluteValueNeitherOverflowsNorUnderflows() {
    assertEquals(5, ComplexMath.abs(new Complex(-3, 4)));
    assertEquals(5e300, ComplexMath.abs(new Complex(3e300, 4e300)), 1e285);
    assertEquals(
        5 * Double.MIN_VALUE,
        ComplexMath.abs(new Complex(3 * Double.MIN_VALUE, 4 * Double.MIN_VALUE)));
    assertEquals(0, ComplexMath.abs(new Complex(-0.0, 0)));
    double inf = Double.POSITIVE_INFINITY;
    assertEquals(inf, ComplexMath.abs(new Complex(Double.NaN, -inf)));
    assertEquals(Double.NaN, ComplexMath.abs(new Complex(Double.NaN, 1)));
    assertEquals(5, ComplexMath64.abs(new Complex(-3, 4)));
  }

  @Test
  void divisionNeitherOverflowsNorUnderflows() {
    Complex huge = new Complex(1e308, -1e308);
    assertEquals(new Complex(1, 0), ComplexMath.divide(huge, huge));
    Complex tiny = new Complex(Double.MIN_VALUE, Double.MIN_VALUE);
    assertEquals(new Complex(1, 0), ComplexMath.divide(tiny, tiny));
  }

  /** Annex G of C99, and by the identities it gives for the trigonometric functions. */
  @ParameterizedTest
  @CsvSource({
    "exp, 0, -0.0, 1, -0.0",
    "exp, -Infinity, 2, -0.0, 0",
    "exp, Infinity, 2, -Infinity, Infinity",
    "exp, Infinity, 0, Infinity, 0",
    "exp, -Infinity, NaN, 0, 0",
    "exp, Infinity, Infinity, Infinity, NaN",
    "exp, NaN, 0, NaN, 0",
    "exp, 1, Infinity, NaN, NaN",
    "expm1, -0.0, 0, -0.0, 0",
    "expm1, -Infinity, 2, -1, 0",
    "log, -0.0, 0, -Infinity, 3.141592653589793",
    "log, 0, -0.0, -Infinity, -0.0",
    "log, -1, 0, 0, 3.141592653589793",
    "log, -1, -0.0, 0, -3.141592653589793",
    "log, 1, Infinity, Infinity, 1.5707963267948966",
    "log, -Infinity, Infinity, Infinity, 2.356194490192345",
    "log, Infinity, NaN, Infinity, NaN",
    "log, NaN, 1, NaN, NaN",
    "log1p, -1, -0.0, -Infinity, -0.0",
    "log1p, -0.0, 0, -0.0, 0",
    "log1p, -2, -0.0, 0, -3.141592653589793",
    "logistic, 0, 0, 0.5, 0",
    "logistic, -Infinity, 1, 0, 0",
    "logistic, Infinity, 1, 1, 0",
    "sqrt, -0.0, -0.0, 0, -0.0",
    "sqrt, -4, 0, 0, 2",
    "sqrt, -4, -0.0, 0, -2",
    "sqrt, 4, -0.0, 2, -0.0",
    "sqrt, NaN, -Infinity, Infinity, -Infinity",
    "sqrt, -Infinity, -1, 0, -Infinity",
    "sqrt, Infinity, -1, Infinity, -0.0",
    "sqrt, Infinity, NaN, Infinity, NaN",
    "sqrt, 1, NaN, NaN, NaN",
    "rsqrt, 4, 0, 0.5, -0.0",
    "rsqrt, -4, 0, 0, -0.5",
    "rsqrt, Infinity, 1, 0, -0.0",
    "rsqrt, 0, 0, Infinity, NaN",
    "cbrt, 8, -0.0, 2, -0.0",
    "cbrt, 0, 0, 0, 0",
    "sinh, 0, -0.0, 0, -0.0",
    "sinh, 0, Infinity, 0, NaN",
    "sinh, Infinity, 2, -Infinity, Infinity",
    "sinh, Infinity, 0, Infinity, 0",
    "sinh, Infinity, Infinity, Infinity, NaN",
    "sinh, NaN, 0, NaN, 0",
    "cosh, 0, 0, 1, 0",
    "cosh, 0, Infinity, NaN, 0",
    "cosh, -Infinity, 1, Infinity, -Infinity",
    "cosh, Infinity, NaN, Infinity, NaN",
    "cosh, NaN, 0, NaN, 0",
    "tanh, -0.0, 0, -0.0, 0",
    "tanh, Infinity, 2, 1, -0.0",
    "tanh, -Infinity, NaN, -1, 0",
    "tanh, 1, Infinity, NaN, NaN",
    "tanh, 500, 1, 1, 0",
    "sin, 0, -0.0, 0, -0.0",
    "sin, 0, Infinity, 0, Infinity",
    "cos, 0, 0, 1, -0.0",
    "tan, 2, Infinity, -0.0, 1",
    "asin, 2, 0, 1.5707963267948966, 1.3169578969248168",
    "asin, 2, -0.0, 1.5707963267948966, -1.3169578969248168",
    "asin, -0.0, 0, -0.0, 0",
    "asin, Infinity, -Infinity, 0.7853981633974483, -Infinity",
    "acos, 0, 0, 1.5707963267948966, -0.0",
    "acos, 0, NaN, 1.5707963267948966, NaN",
    "acos, -2, 0, 3.141592653589793, -1.3169578969248168",
    "acos, 1, 0, 0, -0.0",
    "acos, -Infinity, 1, 3.141592653589793, -Infinity",
    "acos, Infinity, 1, 0, -Infinity",
    "acos, -Infinity, Infinity, 2.356194490192345, -Infinity",
    "acos, NaN, Infinity, NaN, -Infinity",
    "acosh, 0, 0, 0, 1.5707963267948966",
    "acosh, -2, -0.0, 1.3169578969248168, -3.141592653589793",
    "acosh, 1, Infinity, Infinity, 1.5707963267948966",
    "asinh, 0, -0.0, 0, -0.0",
    "asinh, 0, 2, 1.3169578969248168, 1.5707963267948966",
    "asinh, -0.0, 2, -1.3169578969248168, 1.5707963267948966",
    "asinh, Infinity, Infinity, Infinity, 0.7853981633974483",
    "asinh, NaN, 0, NaN, 0",
    "atanh, 1, 0, Infinity, 0",
    "atanh, 2, 0, 0.5493061443340549, 1.5707963267948966",
    "atanh, 2, -0.0, 0.5493061443340549, -1.5707963267948966",
    "atanh, 0, NaN, 0, NaN",
    "atanh, NaN, Infinity, 0, 1.5707963267948966",
    "atanh, -Infinity, -1, -0.0, -1.5707963267948966",
    "atan, 0, 2, 1.5707963267948966, 0.5493061443340549",
    "atan, 0, 1, 0, Infinity",
    "atan, -0.0, 0, -0.0, 0",
    "sign, 0, -0.0, 0, 0",
    "sign, 0, -7, 0, -1",
  })
  void hasSpecialValues(String name, double x, double y, double re, double im) {
    Complex z = new Complex(x, y);
    Complex expected = new Complex(re, im);
    assertEquals(expected, ComplexFunctions.C128.get(name).apply(z, z));
    assertEquals(expected, ComplexFunctions.C64.get(name).apply(z, z));
  }

  @ParameterizedTest
  @CsvSource({
    "multiply, 1, 2, 3, 4, -5, 10",
    "multiply, Infinity, NaN, 2, 0, Infinity, NaN",
    "multiply, Infinity, Infinity, 1, 1, NaN, Infinity",
    "multiply, NaN, 1, 1, 1, NaN, NaN",
    "divide, -5, 10, 3, 4, 1, 2",
    "divide, 1, -1, 0, 0, Infinity, -Infinity",
    "divide, 0, 0, 0, 0, NaN, NaN",
    "divide, 1, 1, Infinity, 0, 0, 0",
    "divide, Infinity, 1, 2, 0, Infinity, NaN",
    "divide, 1e30, 1e30, 1e30, 1e30, 1, 0",
    "divide, 0, -2, 1, 0, 0, -2",
    "pow, NaN, 1, 0, 0, 1, 0",
    "pow, 0, 0, 0, 0, 1, 0",
    "pow, 0, 0, 2, 0, 0, 0",
    "pow, 0, 0, 1, 1, 0, 0",
    "pow, Infinity, 0, 0.5, 0, Infinity, 0",
    "pow, Infinity, 0, -3, 0, 0, 0",
    "pow, 0, 1, 2, 0, -1, 0",
    "pow, -4, 0, 0.5, 0, 0, 2",
    "pow, -4, 0, 1.5, 0, 0, -8",
    "pow, 1, 2, 3, 0, -11, -2",
    "pow, 2, 0, -2, 0, 0.25, 0",
    "atan2, 1, 0, -1, 0, 2.356194490192345, 0",
    "atan2, 0, 0, -1, 0, 3.141592653589793, 0",
  })
  void hasSpecialValuesOfTwoArguments(
      String name, double a, double b, double c, double d, double re, double im) {
    for (BinaryOperator<Complex> function :
        List.of(ComplexFunctions.C128.get(name), ComplexFunctions.C64.get(name))) {
      Complex actual = function.apply(new Complex(a, b), new Complex(c, d));
      assertEquals(re, actual.re() + 0.0, name);
      // The table does not tell the zeros apart.
      assertEquals(im, actual.im() + 0.0, name);
    }
  }
}
