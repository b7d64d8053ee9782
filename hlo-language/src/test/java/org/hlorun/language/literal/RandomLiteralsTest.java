package org.hlorun.language.literal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomLiteralsTest {
  private static final long SEED = 20260101;

  private static ArrayLiteral array(ElementType type, Distribution distribution, long... sizes) {
    return RandomLiterals.of(ArrayShape.of(type, sizes), distribution, SEED).asArray();
  }

  // The JDK's SplittableRandom is SplitMix64 as well.
  @Test
  void f64IsTheTopOfSplitMix64ScaledToMinusOneToOne() {
    ArrayLiteral literal = array(ElementType.F64, Distribution.UNIFORM, 3, 1000);
    SplittableRandom random = new SplittableRandom(SEED);
    for (long i = 0; i < 3000; i++) {
      assertEquals((random.nextLong() >>> 11) * 0x1p-52 - 1, literal.getDouble(i));
    }
  }

  @Test
  void aNarrowTypeHoldsTheWideTypesValueRoundedDown() {
    ArrayLiteral wide = array(ElementType.F64, Distribution.UNIFORM, 500);
    ArrayLiteral f32 = array(ElementType.F32, Distribution.UNIFORM, 500);
    ArrayLiteral f8 = array(ElementType.F8E4M3FN, Distribution.UNIFORM, 500);
    for (long i = 0; i < 500; i++) {
      assertEquals(Math.floor(wide.getDouble(i) * 0x1p23) * 0x1p-23, f32.getDouble(i));
      assertEquals(Math.floor(wide.getDouble(i) * 8) / 8, f8.getDouble(i));
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void uniformValuesOfEveryTypeStayInTheDocumentedRangeAndAreNotAllEqual(ElementType type) {
    ArrayLiteral literal = array(type, Distribution.UNIFORM, 40, 50);
    int bits = Math.min(4, type.bitWidth());
    double low =
        switch (type.kind()) {
          case PRED, UNSIGNED -> 0;
          case SIGNED -> -1 << (bits - 1);
          case FLOAT, COMPLEX -> -1;
        };
    double high =
        switch (type.kind()) {
          case PRED, UNSIGNED -> (1 << bits) - 1;
          case SIGNED -> (1 << (bits - 1)) - 1;
          case FLOAT, COMPLEX -> Math.nextDown(1.0);
        };
    long firstBits = Double.doubleToLongBits(literal.getDouble(0));
    boolean varied = false;
    for (long i = 0; i < literal.elementCount(); i++) {
      double value = literal.getDouble(i);
      assertTrue(value >= low && value <= high, type + " " + value);
      assertTrue(literal.getImaginary(i) >= -1 && literal.getImaginary(i) < 1);
      varied |= Double.doubleToLongBits(value) != firstBits;
    }
    assertTrue(varied);
  }

  @Test
  void signedIntegersReachBothEndsOfTheirRange() {
    ArrayLiteral literal = array(ElementType.S32, Distribution.UNIFORM, 1000);
    assertEquals(-8, LongStream.range(0, 1000).map(literal::getLong).min().orElseThrow());
    assertEquals(7, LongStream.range(0, 1000).map(literal::getLong).max().orElseThrow());
  }

  @Test
  void normalValuesHaveMeanZeroAndVarianceOne() {
    ArrayLiteral literal = array(ElementType.F32, Distribution.NORMAL, 100_000);
    double sum = 0;
    double squares = 0;
    for (long i = 0; i < 100_000; i++) {
      sum += literal.getDouble(i);
      squares += literal.getDouble(i) * literal.getDouble(i);
    }
    assertEquals(0, sum / 100_000, 0.02); // six standard errors of 100 000 draws
    assertEquals(1, squares / 100_000, 0.03);
  }

  @Test
  void leavesOfATupleDifferAndAreReproducible() {
    ArrayShape leaf = ArrayShape.of(ElementType.F32, 100);
    TupleShape shape = TupleShape.of(leaf, TokenShape.INSTANCE, TupleShape.of(leaf));
    TupleLiteral first = RandomLiterals.of(shape, SEED).asTuple();
    assertEquals(first, RandomLiterals.of(shape, SEED));
    assertNotEquals(first, RandomLiterals.of(shape, SEED + 1));
    assertNotEquals(first.element(0), first.element(2).asTuple().element(0));
    assertEquals(RandomLiterals.of(leaf, SEED), first.element(0));
    assertEquals(TokenLiteral.TOKEN, first.element(1));
  }

  @Test
  void iotaCountsInRowMajorOrderAndWraps() {
    ArrayLiteral literal = array(ElementType.U8, Distribution.IOTA, 2, 300);
    assertEquals(299 - 256, literal.getLong(299));
    assertEquals(300 - 256, literal.getLong(300));
  }

  @Test
  void onesAreOneWithoutImaginaryPart() {
    ArrayLiteral literal = array(ElementType.C64, Distribution.ONES, 3);
    assertEquals(1, literal.getDouble(2));
    assertEquals(0, literal.getImaginary(2));
    assertEquals(1, array(ElementType.BF16, Distribution.ONES, 3).getDouble(2));
  }

  @Test
  void anEmptyArrayAndAScalarWork() {
    assertEquals(0, array(ElementType.F32, Distribution.UNIFORM, 0, 7).elementCount());
    assertEquals(0, array(ElementType.F32, Distribution.ZEROS).getDouble(0));
  }

  @Test
  void anUnboundedDimensionIsRefused() {
    ArrayShape shape = ArrayShape.of(ElementType.F32, ArrayShape.UNBOUNDED, 2).withDynamic(0, true);
    HloException e = assertThrows(HloException.class, () -> RandomLiterals.of(shape, SEED));
    assertEquals(DiagnosticCode.ARGUMENT, e.diagnostic().code());
    assertTrue(e.getMessage().contains("f32[?,2]"), e.getMessage());
  }

  @Test
  void aShapeBeyondAllMemoryIsRefused() {
    ArrayShape shape = ArrayShape.of(ElementType.F64, 1L << 40, 1L << 20);
    HloException e = assertThrows(HloException.class, () -> RandomLiterals.of(shape, SEED));
    assertEquals(DiagnosticCode.MEMORY, e.diagnostic().code());
  }
}
