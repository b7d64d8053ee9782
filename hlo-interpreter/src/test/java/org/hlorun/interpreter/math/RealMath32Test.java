package org.hlorun.interpreter.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RealMath32Test {
  static Set<String> functions() {
    return RealFunctions.F32.keySet();
  }

  /** Of the golden vectors, those with arguments of type f32 and results in its range. */
  @ParameterizedTest
  @MethodSource("functions")
  void isAccurateForFloats(String name) {
    DoubleBinaryOperator function = RealFunctions.F32.get(name);
    int count = 0;
    for (double[] vector : GoldenVectors.read(name + ".txt")) {
      double expected = vector[vector.length - 1];
      boolean inRange = Math.abs(expected) >= 0x1p-149 && Math.abs(expected) <= Float.MAX_VALUE;
      if (!inRange || Arrays.stream(vector, 0, vector.length - 1).anyMatch(x -> x != (float) x)) {
        continue;
      }
      double actual = RealFunctions.apply(function, vector);
      double error = Math.abs(actual - expected) / Math.abs(expected);
      assertTrue(error <= 0x1p-40, () -> name + Arrays.toString(vector) + " gave " + actual);
      count++;
    }
    assertTrue(count >= 5, name + ": vectors of type f32 " + count);
  }
}
