package org.hlorun.interpreter.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoubleDoubleTest {
  private static final double UNIT = 0x1p-106;
  private final Random random = new Random(5);

  private static BigDecimal exact(DoubleDouble x) {
    return new BigDecimal(x.hi()).add(new BigDecimal(x.lo()));
  }

  private DoubleDouble any() {
    double hi = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-20, 20));
    return DoubleDouble.sum(hi, Math.ulp(hi) * (random.nextDouble() - 0.5));
  }

  private static void assertClose(BigDecimal expected, DoubleDouble actual, double units) {
    BigDecimal error = exact(actual).subtract(expected).abs();
    BigDecimal bound = expected.abs().multiply(new BigDecimal(units * UNIT));
    assertTrue(error.compareTo(bound) <= 0, () -> expected + " came out as " + exact(actual));
  }

  @Test
  void arithmeticKeepsItsBounds() {
    MathContext context = new MathContext(60);
    for (int i = 0; i < 5000; i++) {
      DoubleDouble a = any();
      DoubleDouble b = any();
      assertClose(exact(a).add(exact(b)), a.plus(b), 3.01);
      assertClose(exact(a).subtract(exact(b)), a.minus(b), 3.01);
      assertClose(exact(a).add(new BigDecimal(b.hi())), a.plus(b.hi()), 2.01);
      assertClose(exact(a).multiply(exact(b)), a.times(b), 4.01);
      assertClose(exact(a).multiply(new BigDecimal(b.hi())), a.times(b.hi()), 2.01);
      assertClose(exact(a).divide(exact(b), context), a.dividedBy(b), 15);
      assertClose(exact(a).divide(new BigDecimal(b.hi()), context), a.dividedBy(b.hi()), 10);
      assertClose(exact(a.abs()).sqrt(context), a.abs().sqrt(), 4);
    }
  }

  @Test
  void roundsOnceToSubnormals() {
    DoubleDouble halfway = DoubleDouble.of(1.5);
    assertEquals(2 * Double.MIN_VALUE, halfway.toDouble(-1074));
    assertEquals(Double.MIN_VALUE, halfway.plus(-0x1p-70).toDouble(-1074));
    assertEquals(3 * Double.MIN_VALUE, DoubleDouble.of(2.5).plus(0x1p-70).toDouble(-1074));
    assertEquals(0, DoubleDouble.of(0.5).toDouble(-1074));
    assertEquals(Double.MIN_VALUE, DoubleDouble.of(0.5).plus(0x1p-70).toDouble(-1074));
  }
}
