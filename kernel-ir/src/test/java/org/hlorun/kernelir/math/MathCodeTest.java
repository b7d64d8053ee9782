package org.hlorun.kernelir.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.hlorun.interpreter.math.RealMath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compiled functions against correctly rounded ones, on every 4099th f32 (system property {@code
 * hlorun.math.stride} sets another stride) and on random and special f64 values.
 */
class MathCodeTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1,
    -1,
    2,
    -2,
    0.5,
    -0.5,
    3,
    -3,
    1.5,
    -1.5,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    0x1p23 + 1,
    0x1p24,
    -0x1p24 - 2
  };

  private static final Map<String, DoubleUnaryOperator> UNARY = unaryFunctions();

  private static Map<String, DoubleUnaryOperator> unaryFunctions() {
    Map<String, DoubleUnaryOperator> result = new TreeMap<>();
    result.put("exponential", RealMath::exp);
    result.put("exponential-minus-one", RealMath::expm1);
    result.put("log", RealMath::log);
    result.put("log-plus-one", RealMath::log1p);
    result.put("tanh", RealMath::tanh);
    result.put("logistic", RealMath::logistic);
    result.put("erf", RealMath::erf);
    result.put("sine", RealMath::sin);
    result.put("cosine", RealMath::cos);
    result.put("tan", RealMath::tan);
    result.put("cbrt", RealMath::cbrt);
    result.put("rsqrt", RealMath::rsqrt);
    result.put("asin", RealMath::asin);
    result.put("acos", RealMath::acos);
    result.put("asinh", RealMath::asinh);
    result.put("acosh", RealMath::acosh);
    result.put("atanh", RealMath::atanh);
    result.put("sinh", RealMath::sinh);
    result.put("cosh", RealMath::cosh);
    return result;
  }

  private static void check(MathAccuracy.Worst worst, double budget) {
    assertTrue(worst.ulps() <= budget, worst.ulps() + " ulp: " + worst.where());
  }

  private static double[] floats(int stride) {
    double[] result = new double[(int) ((1L << 32) / stride)];
    for (int i = 0; i < result.length; i++) {
      result[i] = Float.intBitsToFloat(i * stride);
    }
    return with(result, SPECIAL);
  }

  private static double[] with(double[] values, double[] first) {
    System.arraycopy(first, 0, values, 0, first.length);
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exponential",
        "exponential-minus-one",
        "log",
        "log-plus-one",
        "tanh",
        "logistic",
        "erf",
        "sine",
        "cosine",
        "tan",
        "cbrt",
        "rsqrt",
        "asin",
        "acos",
        "asinh",
        "acosh",
        "atanh",
        "sinh",
        "cosh"
      })
  void f32(String opcode) {
    double[] x = floats(Integer.getInteger("hlorun.math.stride", 4099));
    // Of tanh and logistic as in the table of operations.
    double budget = opcode.equals("tanh") || opcode.equals("logistic") ? 3 : 2;
    check(MathAccuracy.unary(opcode, "f32", x, UNARY.get(opcode)), budget);
  }

  /** Half of them of all magnitudes, half between -20 and 20. */
  private static double[] doubles(int seed, int count) {
    Random random = new Random(seed);
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : (random.nextDouble() - 0.5) * (i % 4 == 1 ? 40 : 2);
    }
    return with(result, SPECIAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exponential",
        "exponential-minus-one",
        "log",
        "log-plus-one",
        "tanh",
        "logistic",
        "erf",
        "sine",
        "cosine",
        "tan",
        "cbrt",
        "rsqrt",
        "asin",
        "acos",
        "asinh",
        "acosh",
        "atanh",
        "sinh",
        "cosh"
      })
  void f64(String opcode) {
    check(MathAccuracy.unary(opcode, "f64", doubles(5, 100_000), UNARY.get(opcode)), 2.5);
  }

  /** Angles that lose most of their digits, up to those that the C library is asked for. */
  @ParameterizedTest
  @ValueSource(strings = {"sine", "cosine", "tan"})
  void f64AnglesNearMultiplesOfARightAngle(String opcode) {
    Random random = new Random(7);
    double[] x = new double[100_000];
    for (int i = 0; i < x.length; i++) {
      double multiple = random.nextInt(1 << (1 + random.nextInt(20))) * (Math.PI / 2);
      x[i] = multiple + random.nextInt(-2, 3) * Math.ulp(multiple);
    }
    check(MathAccuracy.unary(opcode, "f64", x, UNARY.get(opcode)), 2.5);
  }

  private static double[][] pairs(String type) {
    Random random = new Random(11);
    double[][] result = new double[2][200_000];
    for (int i = 0; i < result[0].length; i++) {
      for (int j = 0; j < 2; j++) {
        double value = (random.nextDouble() - 0.4) * Math.scalb(1.0, random.nextInt(14) - 7);
        double whole = random.nextInt(4) == 0 ? Math.rint(value) : value;
        result[j][i] = type.equals("f32") ? (float) whole : whole;
      }
    }
    for (int i = 0; i < SPECIAL.length * SPECIAL.length; i++) {
      result[0][i] = SPECIAL[i / SPECIAL.length];
      result[1][i] = SPECIAL[i % SPECIAL.length];
    }
    return result;
  }

  private static void binary(String type, String opcode, DoubleBinaryOperator expected) {
    double[][] pairs = pairs(type);
    check(MathAccuracy.binary(opcode, type, pairs[0], pairs[1], expected), 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64"})
  void powers(String type) {
    binary(type, "power", RealMath::pow);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "f64"})
  void angles(String type) {
    binary(type, "atan2", RealMath::atan2);
  }
}
