package org.hlorun.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static boolean agree(Agreement agreement, ElementType type, double a, double b) {
    return agreement
        .difference(ArrayLiteral.scalar(type, a), ArrayLiteral.scalar(type, b))
        .isEmpty();
  }

  @Test
  void exactMeansTheSameBitsButForNaN() {
    assertEquals(true, agree(Agreement.EXACT, ElementType.F32, Double.NaN, -Double.NaN));
    assertEquals(false, agree(Agreement.EXACT, ElementType.F32, 0.0, -0.0));
    assertEquals(false, agree(Agreement.EXACT, ElementType.F32, 1, Math.nextUp(1f)));
    assertEquals(false, agree(Agreement.EXACT, ElementType.S32, 1, 2));
  }

  @Test
  void zerosOfContractionsHaveAnySign() {
    Agreement agreement = new Agreement(true, 0);
    assertEquals(true, agree(agreement, ElementType.F32, 0.0, -0.0));
    assertEquals(false, agree(agreement, ElementType.F32, 0.0, Float.MIN_VALUE));
  }

  @Test
  void functionsAreComparedInUnitsOfTheirType() {
    Agreement agreement = new Agreement(false, 4);
    assertEquals(true, agree(agreement, ElementType.F32, 1, 1 + 4 * 0x1p-23));
    assertEquals(false, agree(agreement, ElementType.F32, 1, 1 + 5 * 0x1p-23));
    assertEquals(false, agree(agreement, ElementType.F64, 1, 1 + 0x1p-23));
    assertEquals(true, agree(agreement, ElementType.F32, 0, 4 * 0x1p-149));
    assertEquals(false, agree(agreement, ElementType.F32, 0, 5 * 0x1p-149));
    assertEquals(
        true, agree(agreement, ElementType.F32, Float.MAX_VALUE, Double.POSITIVE_INFINITY));
    assertEquals(false, agree(agreement, ElementType.F32, 1e38, Double.POSITIVE_INFINITY));
    assertEquals(false, agree(agreement, ElementType.S32, 1, 2));
  }
}
