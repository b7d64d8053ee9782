package org.hlorun.interpreter.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComplexMath64Test {
  static Set<String> functions() {
    return ComplexFunctions.C64.keySet();
  }

  /** Of the golden vectors, those with components of type f32. */
  @ParameterizedTest
  @MethodSource("functions")
  void componentsAreAccurateForFloats(String name) {
    BinaryOperator<Complex> function = ComplexFunctions.C64.get(name);
    int count = 0;
    for (double[] vector : GoldenVectors.read("complex_" + name + ".txt")) {
      if (Arrays.stream(vector, 0, vector.length - 2).anyMatch(x -> x != (float) x)) {
        continue;
      }
      Complex actual = ComplexFunctions.apply(function, vector);
      assertTrue(
          isClose(vector[vector.length - 2], actual.re())
              && isClose(vector[vector.length - 1], actual.im()),
          () -> name + Arrays.toString(vector) + " gave " + actual);
      count++;
    }
    assertTrue(count >= 5, name + ": vectors of type f32 " + count);
  }

  private static boolean isClose(double expected, double actual) {
    boolean isNormal =
        Math.abs(expected) >= Float.MIN_NORMAL && Math.abs(expected) <= Float.MAX_VALUE;
    return isNormal
        ? Math.abs(actual - expected) <= 0x1p-30 * Math.abs(expected)
        : Math.abs((float) actual - (float) expected) <= Float.MIN_VALUE
            || (float) actual == (float) expected;
  }
}
