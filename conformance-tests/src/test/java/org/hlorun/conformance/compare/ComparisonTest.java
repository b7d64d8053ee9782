package org.hlorun.conformance.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static ArrayLiteral literal(String shape, String values) {
    String program = "ENTRY e { ROOT c = %s constant(%s) }".formatted(shape, values);
    return HloParser.parse(SourceText.of("literal", program))
        .entry()
        .root()
        .get(Attribute.VALUE)
        .asArray();
  }

  private static Comparison compare(
      String shape, String expected, String actual, Tolerance tolerance) {
    return Comparison.of(literal(shape, expected), literal(shape, actual), tolerance).getFirst();
  }

  private static boolean agree(Tolerance tolerance, ElementType type, double a, double b) {
    return Comparison.difference(
            ArrayLiteral.scalar(type, a), ArrayLiteral.scalar(type, b), tolerance)
        .isEmpty();
  }

  @Test
  void equalBitsAndNansAreTheSame() {
    Comparison same = compare("f32[3]", "{1, nan, inf}", "{1, nan, inf}", Tolerance.EXACT);
    assertEquals(0, same.differing());
    assertTrue(same.firstDifference().isEmpty());
    assertTrue(same.isWithin());
    assertTrue(agree(Tolerance.EXACT, ElementType.F32, Double.NaN, -Double.NaN));
    assertFalse(agree(Tolerance.EXACT, ElementType.F32, 0.0, -0.0));
    assertFalse(agree(Tolerance.EXACT, ElementType.F32, 1, Math.nextUp(1f)));
    assertFalse(agree(Tolerance.EXACT, ElementType.S32, 1, 2));
  }

  @Test
  void distancesAreCountedInValuesOfTheType() {
    // 1 + 2^-23 and 1 + 2^-21 are one and four values above 1 in f32; 2^-10 is one above in f16.
    Comparison f32 =
        compare(
            "f32[3]", "{1, 1, 1}", "{1, 1.00000011920929, 1.000000476837158}", Tolerance.ofUlps(3));
    assertEquals(2, f32.differing());
    assertEquals(1, f32.outside());
    assertEquals(1, f32.first());
    assertEquals(2, f32.worst());
    assertEquals(4, f32.worstUlps());
    assertEquals(2, f32.firstOutside());
    assertEquals("0: 1, 1: 1, 3-4: 1", f32.histogram().text());
    assertFalse(f32.isWithin());
    assertEquals(1, compare("f16[]", "1", "1.0009765625", Tolerance.EXACT).worstUlps());
    assertEquals(1, compare("f32[]", "0", "-0", Tolerance.EXACT).worstUlps());
  }

  @Test
  void theHistogramCountsByPowersOfTwo() {
    Histogram histogram = new Histogram();
    for (long ulps : new long[] {0, 1, 2, 3, 4, 5, 8, 9, 1L << 62, Long.MAX_VALUE}) {
      histogram.add(ulps);
    }
    assertEquals(
        "0: 1, 1: 1, 2: 1, 3-4: 2, 5-8: 2, 9-16: 1,"
            + " 2305843009213693953-4611686018427387904: 1, incomparable: 1",
        histogram.text());
  }

  @Test
  void nanAndTheOtherInfinityAreNearNothing() {
    Tolerance wide = Tolerance.ofUlps(1000).withErrors(literal("f64[]", "1e30"));
    assertFalse(compare("f32[]", "nan", "1", wide).isWithin());
    assertFalse(compare("f32[]", "1", "nan", wide).isWithin());
    assertFalse(compare("f32[]", "inf", "3e38", wide).isWithin());
    assertFalse(compare("f32[]", "inf", "-inf", wide).isWithin());
  }

  @Test
  void integersMustAgreeWhateverTheTolerance() {
    Comparison integers =
        compare("s32[2,2]", "{{1,2},{3,4}}", "{{1,2},{5,4}}", Tolerance.ofUlps(9));
    assertEquals(1, integers.outside());
    assertEquals("[1, 0] is 5, expected 3", integers.worstDifference().orElseThrow());
  }

  @Test
  void zerosHaveAnySignOnlyWhereThatIsOpen() {
    Tolerance open = Tolerance.EXACT.withOpenZero();
    assertTrue(agree(open, ElementType.F32, 0.0, -0.0));
    assertFalse(agree(open, ElementType.F32, 0.0, Float.MIN_VALUE));
    assertFalse(agree(Tolerance.ofUlps(4), ElementType.F32, 0.0, -0.0));
  }

  @Test
  void functionsAreComparedInUnitsOfTheirType() {
    Tolerance four = Tolerance.ofUlps(4);
    assertTrue(agree(four, ElementType.F32, 1, 1 + 4 * 0x1p-23));
    assertFalse(agree(four, ElementType.F32, 1, 1 + 5 * 0x1p-23));
    assertFalse(agree(four, ElementType.F64, 1, 1 + 0x1p-23));
    assertTrue(agree(four, ElementType.F32, 0, 4 * 0x1p-149));
    assertFalse(agree(four, ElementType.F32, 0, 5 * 0x1p-149));
    assertTrue(agree(four, ElementType.F32, Float.MAX_VALUE, Double.POSITIVE_INFINITY));
    assertFalse(agree(four, ElementType.F32, 1e38, Double.POSITIVE_INFINITY));
    assertFalse(agree(four, ElementType.S32, 1, 2));
  }

  @Test
  void anElementMayBeOffByItsOwnError() {
    Tolerance errors = Tolerance.EXACT.withErrors(literal("f64[2]", "{0.5, 0.25}"));
    assertTrue(compare("f32[2]", "{1000, 0}", "{1000.5, 0.25}", errors).isWithin());
    assertFalse(compare("f32[2]", "{1000, 0}", "{1000, 0.375}", errors).isWithin());
  }

  @Test
  void componentsOfComplexNumbersAreMeasuredAgainstTheNumber() {
    // eps = 2^-24: the imaginary part may be off by 4 eps of |1|, many units of its own.
    Tolerance four = Tolerance.ofUlps(4);
    assertTrue(compare("c64[]", "(1, 0)", "(1, 2e-7)", four).isWithin());
    assertFalse(compare("c64[]", "(1, 0)", "(1, 3e-7)", four).isWithin());
  }

  @Test
  void theToleranceOfAProgramFollowsFromItsInstructions() {
    assertEquals("the same bits", tolerance("ROOT r = f32[4] add(p, p)"));
    assertEquals("3 ULP", tolerance("ROOT r = f32[4] tanh(p)"));
    assertEquals("2 ULP", tolerance("ROOT r = f32[4] power(p, p)"));
  }

  @Test
  void aTableHasExceptions() {
    AccuracyTable table =
        AccuracyTable.DEFAULT
            .with(Opcode.TANH, ElementType.F32, 10)
            .with("fast", Opcode.TANH, ElementType.F32, 100);
    assertEquals(3, AccuracyTable.DEFAULT.ulps("fast", Opcode.TANH, ElementType.F32));
    assertEquals(100, table.ulps("fast", Opcode.TANH, ElementType.F32));
    assertEquals(10, table.ulps("slow", Opcode.TANH, ElementType.F32));
    assertEquals(0, table.ulps("slow", Opcode.ADD, ElementType.F32));
  }

  private static String tolerance(String root) {
    String text = "ENTRY e { p = f32[4] parameter(0) " + root + " }";
    Tolerance tolerance = Tolerance.of(HloParser.parse(SourceText.of("t.hlo", text)));
    assertEquals(Optional.empty(), tolerance.errors());
    return tolerance.text(ElementType.F32);
  }
}
