package org.hlorun.interpreter.customcall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

class ToleranceTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static boolean allows(String target, String config, double actual, double expected) {
    return Tolerance.of(target, config, ElementType.F32)
        .allows(
            ArrayLiteral.scalar(ElementType.F32, actual),
            ArrayLiteral.scalar(ElementType.F32, expected),
            0);
  }

  @Test
  void distancesAreCountedInTheElementType() {
    assertEquals(1, Tolerance.ulps(1, Math.nextUp(1f), ElementType.F32));
    assertEquals(1L << 29, Tolerance.ulps(1, Math.nextUp(1f), ElementType.F64));
    assertEquals(2, Tolerance.ulps(1, 1 + 0x1p-9, ElementType.F16));
    assertEquals(3, Tolerance.ulps(1, 1 + 3 * 0x1p-7, ElementType.BF16));
  }

  @Test
  void acrossZeroTheDistancesOfBothSidesAddUp() {
    assertEquals(2, Tolerance.ulps(Float.MIN_VALUE, -Float.MIN_VALUE, ElementType.F32));
    assertEquals(0, Tolerance.ulps(0.0, -0.0, ElementType.F32));
    assertEquals(1, Tolerance.ulps(-0.0, Float.MIN_VALUE, ElementType.F32));
  }

  @Test
  void nanIsCloseToNanOnlyAndInfinityToItself() {
    assertTrue(allows("check.expect_close", "", Double.NaN, Double.NaN));
    assertFalse(allows("check.expect_close", "", Double.NaN, 1));
    assertTrue(allows("check.expect_close", "", INF, INF));
    assertFalse(allows("check.expect_close", "", INF, Float.MAX_VALUE));
    assertFalse(allows("check.expect_close", "", INF, -INF));
  }

  @Test
  void exactChecksTakeNansAndZerosAsEqual() {
    assertTrue(allows("check.expect_eq", "", Double.NaN, Double.NaN));
    assertFalse(allows("check.expect_eq", "", Double.NaN, 1));
    assertTrue(allows("check.expect_eq", "", -0.0, 0.0));
  }

  @Test
  void theParametersOfACheckAreItsTolerance() {
    double three = 1 + 3 * 0x1p-23;
    double four = 1 + 4 * 0x1p-23;
    assertTrue(allows("check.expect_close", "", three, 1));
    assertFalse(allows("check.expect_close", "", four, 1));
    assertTrue(allows("check.expect_close", "{\"max_ulp_difference\":4}", four, 1));
    assertFalse(allows("check.expect_close", "{\"min_ulp_difference\":1}", 1, 1));
    assertTrue(allows("check.expect_almost_eq", "{\"tolerance\":0.25}", 1.25, 1));
    assertFalse(allows("check.expect_almost_eq", "{\"tolerance\":0.25}", 1.26, 1));
    assertTrue(allows("check.expect_almost_eq", "", Double.NaN, Double.NaN));
  }

  @Test
  void bothPartsOfAComplexNumberCount() {
    ArrayLiteral a = ArrayLiteral.allocate(ArrayShape.scalar(ElementType.C64));
    ArrayLiteral b = ArrayLiteral.allocate(ArrayShape.scalar(ElementType.C64));
    a.setComplex(0, 1, 2);
    b.setComplex(0, 1, 3);
    assertFalse(Tolerance.of("check.expect_eq", "", ElementType.C64).allows(a, b, 0));
    assertTrue(Tolerance.of("check.expect_eq", "", ElementType.C64).allows(a, a, 0));
  }
}
