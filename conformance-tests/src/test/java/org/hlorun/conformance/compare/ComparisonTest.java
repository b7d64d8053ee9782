package org.hlorun.conformance.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
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

  private static Comparison compare(String shape, String expected, String actual, Bound bound) {
    return Comparison.of(literal(shape, expected), literal(shape, actual), bound).getFirst();
  }

  @Test
  void equalBitsAndNansAreTheSame() {
    Comparison same = compare("f32[3]", "{1, nan, inf}", "{1, nan, inf}", Bound.EXACT);
    assertEquals(0, same.differing());
    assertTrue(same.firstDifference().isEmpty());
    assertTrue(same.isWithin());
  }

  @Test
  void distancesAreCountedInValuesOfTheType() {
    // 1 + 2^-23 and 1 + 2^-21 are one and four values above 1 in f32; 2^-10 is one above in f16.
    Comparison f32 =
        compare("f32[3]", "{1, 1, 1}", "{1, 1.00000011920929, 1.000000476837158}", new Bound(3, 0));
    assertEquals(2, f32.differing());
    assertEquals(1, f32.outside());
    assertEquals(1, f32.first());
    assertEquals(2, f32.worst());
    assertEquals(4, f32.worstUlps());
    assertFalse(f32.isWithin());
    assertEquals(1, compare("f16[]", "1", "1.0009765625", Bound.EXACT).worstUlps());
    assertEquals(1, compare("f32[]", "0", "-0", Bound.EXACT).worstUlps());
  }

  @Test
  void nanAndInfinityAreNearNothingElse() {
    Bound wide = new Bound(1000, 1000);
    assertFalse(compare("f32[]", "nan", "1", wide).isWithin());
    assertFalse(compare("f32[]", "1", "nan", wide).isWithin());
    assertFalse(compare("f32[]", "inf", "3.4e38", wide).isWithin());
    assertFalse(compare("f32[]", "inf", "-inf", wide).isWithin());
  }

  @Test
  void integersMustAgreeWhateverTheBound() {
    Comparison integers = compare("s32[2,2]", "{{1,2},{3,4}}", "{{1,2},{5,4}}", new Bound(9, 9));
    assertEquals(1, integers.outside());
    assertEquals("[1, 0] is 5, expected 3", integers.worstDifference().orElseThrow());
  }

  @Test
  void sumsMayBeOffByTermsTimesEpsOfTheLargest() {
    // eps = 2^-24: 100 eps of 1000 is 0.00596.
    Bound sums = new Bound(0, 100);
    assertTrue(compare("f32[2]", "{1000, 0.001}", "{1000, 0.006}", sums).isWithin());
    assertFalse(compare("f32[2]", "{1000, 0.001}", "{1000, 0.008}", sums).isWithin());
  }

  @Test
  void theBoundOfAProgramFollowsFromItsInstructions() {
    assertEquals(Bound.EXACT, bound("ROOT r = f32[4] add(p, p)"));
    assertEquals(new Bound(4, 0), bound("ROOT r = f32[4] tanh(p)"));
    assertEquals(
        new Bound(4, 4),
        bound("ROOT r = f32[] dot(p, p), lhs_contracting_dims={0}, rhs_contracting_dims={0}"));
  }

  private static Bound bound(String root) {
    String text = "ENTRY e { p = f32[4] parameter(0) " + root + " }";
    return Bound.of(HloParser.parse(SourceText.of("t.hlo", text)));
  }
}
