package org.hlorun.conformance.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class RunningErrorTest {
  /** The unit roundoff of f32. */
  private static final double U = 0x1p-24;

  private static final String ADD =
      "add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = f32[] add(a, b) }\n";

  private static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral error(String computations, String entry) {
    HloModule module = module(computations + "ENTRY e { " + entry + " }");
    return RunningError.of(module, List.of(), Runs.backend("interpreter")).asArray();
  }

  private static void assertUnits(double expected, ArrayLiteral error, long i) {
    assertEquals(expected, error.getDouble(i) / U, 1e-3);
  }

  @Test
  void aSumOfProductsIsBoundedByItsMagnitudes() {
    // n sum |a||b| = 3 (1 + 2 + 3), and an ulp of the result, 2 u |2|.
    ArrayLiteral error =
        error(
            "",
            "a = f32[3] constant({1, -2, 3}) b = f32[3] constant({1, 1, 1})"
                + " ROOT r = f32[] dot(a, b), lhs_contracting_dims={0}, rhs_contracting_dims={0}");
    assertUnits(3 * 6 + 4, error, 0);
  }

  @Test
  void everyElementHasItsOwnBound() {
    ArrayLiteral error =
        error(
            ADD,
            "a = f32[2,2] constant({{1000, -1000}, {1, 2}}) z = f32[] constant(0)"
                + " ROOT r = f32[2] reduce(a, z), dimensions={1}, to_apply=add");
    // Three terms with the start: 3 * 2000, and 3 * 3 + 2 * 3.
    assertUnits(6000, error, 0);
    assertUnits(15, error, 1);
  }

  @Test
  void whatIsRoundedOnceFromEqualOperandsHasNoError() {
    ArrayLiteral error =
        error(
            "",
            "a = f32[2] constant({0.1, 3}) b = f32[2] multiply(a, a) ROOT r = f32[2] divide(b, a)");
    assertUnits(0, error, 0);
  }

  @Test
  void movementTakesErrorsAlong() {
    ArrayLiteral error =
        error(
            ADD,
            "a = f32[2,1] constant({{1000}, {1}}) z = f32[] constant(0)"
                + " s = f32[2] reduce(a, z), dimensions={1}, to_apply=add"
                + " n = f32[2] negate(s)"
                + " ROOT r = f32[2] reverse(n), dimensions={0}");
    assertUnits(2 * 1 + 2, error, 0);
    assertUnits(2 * 1000 + 2000, error, 1);
  }

  @Test
  void functionsMultiplyErrorsByTheirSlope() {
    // e^s with s = 1 + 1: error e^2 (2 * 2 + 4) u, and 2 + 1 ulps of e^2, 2 u e^2 each.
    ArrayLiteral error =
        error(
            ADD,
            "a = f32[1] constant({2}) z = f32[] constant(0)"
                + " s = f32[] reduce(a, z), dimensions={0}, to_apply=add"
                + " ROOT r = f32[] exponential(s)");
    double square = Math.exp(2);
    assertEquals((8 + 6) * square, error.getDouble(0) / U, 1e-2);
  }

  @Test
  void functionsOfSmallRangeAreNeverFurtherOffThanThat() {
    // The error of the sum is about 1e9.
    for (String function : List.of("sine", "cosine", "tanh", "erf")) {
      assertEquals(2, ofCancelledSum(function), 1e-6, function);
    }
    assertEquals(1, ofCancelledSum("logistic"), 1e-6);
  }

  private static double ofCancelledSum(String function) {
    return error(
            ADD,
            "a = f32[2] constant({1e16, -1e16}) z = f32[] constant(0)"
                + " s = f32[] reduce(a, z), dimensions={0}, to_apply=add"
                + " ROOT r = f32[] "
                + function
                + "(s)")
        .getDouble(0);
  }

  @Test
  void anErrorBeyondAllNumbersIsNoExactValue() {
    // e to the power of an error of 1e9 is infinite; times zero, it must not be no number.
    ArrayLiteral error =
        error(
            ADD,
            "a = f32[2] constant({1e16, -1e16}) z = f32[] constant(0)"
                + " s = f32[] reduce(a, z), dimensions={0}, to_apply=add"
                + " x = f32[] exponential(s) y = f32[3] broadcast(x), dimensions={}"
                + " b = f32[3] constant({0, 0, 1})"
                + " ROOT r = f32[] dot(y, b), lhs_contracting_dims={0}, rhs_contracting_dims={0}");
    assertEquals(Double.MAX_VALUE, error.getDouble(0));
  }

  @Test
  void loopsAddUpErrors() {
    String loop =
        """
        more { s = (s32[], f32[]) parameter(0) i = s32[] get-tuple-element(s), index=0
          n = s32[] constant(TRIPS) ROOT r = pred[] compare(i, n), direction=LT }
        next { s = (s32[], f32[]) parameter(0) i = s32[] get-tuple-element(s), index=0
          x = f32[] get-tuple-element(s), index=1 one = s32[] constant(1) j = s32[] add(i, one)
          a = f32[2] broadcast(x), dimensions={} z = f32[] constant(0)
          y = f32[] reduce(a, z), dimensions={0}, to_apply=add
          ROOT r = (s32[], f32[]) tuple(j, y) }
        """;
    String entry =
        "i = s32[] constant(0) x = f32[] constant(1) s = (s32[], f32[]) tuple(i, x)"
            + " w = (s32[], f32[]) while(s), condition=more, body=next"
            + " ROOT r = f32[] get-tuple-element(w), index=1";
    assertUnits(0, error(ADD + loop.replace("TRIPS", "0"), entry), 0);
    // Each trip: twice the error so far, 3 u (x + x), and an ulp of 2 x.
    assertUnits(10, error(ADD + loop.replace("TRIPS", "1"), entry), 0);
    assertUnits(2 * 10 + 20, error(ADD + loop.replace("TRIPS", "2"), entry), 0);
  }

  @Test
  void aWrongSmallElementDoesNotHideBehindALargeOne() {
    HloModule module =
        module(
            ADD
                + "ENTRY e { a = f32[2,2] constant({{1e6, 1e6}, {1e-3, 1e-3}}) z = f32[]"
                + " constant(0) ROOT r = f32[2] reduce(a, z), dimensions={1}, to_apply=add }");
    assertTrue(isWithin(module, 2_000_000, 0.002));
    assertTrue(isWithin(module, 2_000_000.125, 0.002));
    // 3 u of the largest element would be 0.36.
    assertFalse(isWithin(module, 2_000_000, 0.0021));
    assertFalse(isWithin(module, 2_000_002, 0.002));
  }

  private static boolean isWithin(HloModule module, double first, double second) {
    Literal expected = Runs.interpret(module, List.of());
    ArrayLiteral actual = ArrayLiteral.allocate(expected.asArray().shape());
    actual.setDouble(0, first);
    actual.setDouble(1, second);
    return Verdict.of(module, List.of(), expected, actual, Runs.backend("interpreter")).isWithin();
  }
}
