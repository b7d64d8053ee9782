package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compiled functions of CHLO of the gamma and Bessel families, and neighbours of floats: against
 * values of more digits, and against the interpreter, whose results are those of twice the
 * precision.
 */
class GammaFunctionTest {
  private static final int COUNT = 4_000;
  private static final double UNIT = 0x1p-53;

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    2,
    -1,
    -2,
    -3,
    1e-30,
    -1e-30,
    1e-45,
    -1e-45,
    1e-310,
    -1e-310,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    1e30,
    -1e30,
    1e300,
    -1e300,
    1e308,
    Double.MAX_VALUE,
    4503599627370495.5,
    -4503599627370495.5,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  /** Pairs of these are given to what finds neighbours. */
  private static final double[] NEIGHBOURS = {
    0,
    -0.0,
    1,
    -1,
    2,
    -2,
    1e-8,
    -1e-8,
    0.3,
    1000,
    1e30,
    -1e30,
    6.0e-8,
    1e-45,
    -1e-45,
    65504,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static HloModule module(String function, ElementType type, int count) {
    String name = type.toString().toLowerCase(Locale.ROOT);
    String call =
        function.equals("trigamma")
            ? "custom-call(s, x), custom_call_target=\"chlo.polygamma\""
            : "custom-call(x), custom_call_target=\"chlo.%s\"".formatted(function);
    return Programs.module(
        """
        ENTRY main { x = %1$s[%2$d] parameter(0) o = %1$s[] constant(1)
          s = %1$s[%2$d] broadcast(o), dimensions={}
          ROOT r = %1$s[%2$d] %3$s }
        """
            .formatted(name, count, call));
  }

  private static ArrayLiteral run(boolean reference, HloModule module, Literal... arguments) {
    Options options = Options.builder().threads(1).cache(CachePolicy.OFF).build();
    try (Executable code =
        reference
            ? CpuBackend.reference().compile(module, Options.DEFAULT)
            : new CpuBackend().compile(module, options)) {
      if (!reference) {
        assertEquals(List.of(), code.fallbacks());
      }
      return code.run(List.of(arguments)).asArray();
    }
  }

  private static ArrayLiteral array(ElementType type, double... values) {
    ArrayLiteral array = ArrayLiteral.allocate(ArrayShape.of(type, values.length));
    for (int i = 0; i < values.length; i++) {
      array.setDouble(i, values[i]);
    }
    return array;
  }

  /** Special values, then numbers of a range. */
  private static ArrayLiteral arguments(ElementType type, DoubleUnaryOperator range) {
    return array(
        type,
        DoubleStream.concat(
                Arrays.stream(SPECIAL),
                DoubleStream.iterate(0, i -> i + 1)
                    .limit(COUNT)
                    .map(i -> range.applyAsDouble(i / COUNT)))
            .toArray());
  }

  /** What errors of f64 are measured by, beside the result: the terms that it is the sum of. */
  private static ArrayLiteral terms(String function, ArrayLiteral x) {
    ArrayLiteral mirrored = ArrayLiteral.allocate(x.shape());
    for (long i = 0; i < x.elementCount(); i++) {
      double argument = x.getDouble(i);
      mirrored.setDouble(i, argument > 0 ? Math.max(argument, 8) : 1 - argument);
    }
    return run(true, module(function, x.elementType(), (int) x.elementCount()), mirrored);
  }

  private static void assertNear(String what, double want, double got, double bound) {
    boolean same = Double.compare(want, got) == 0;
    assertTrue(same || Math.abs(want - got) <= bound, () -> what + " is " + got + ", not " + want);
  }

  private static void checkDoubles(String function, DoubleUnaryOperator range) {
    ArrayLiteral x = arguments(ElementType.F64, range);
    HloModule module = module(function, ElementType.F64, (int) x.elementCount());
    ArrayLiteral expected = run(true, module, x);
    ArrayLiteral actual = run(false, module, x);
    ArrayLiteral terms = terms(function, x);
    for (long i = 0; i < x.elementCount(); i++) {
      double want = expected.getDouble(i);
      double bound = bound(function, x.getDouble(i), want, terms.getDouble(i));
      assertNear(function + "(" + x.getDouble(i) + ")", want, actual.getDouble(i), bound);
    }
  }

  private static double bound(String function, double x, double want, double term) {
    double relative =
        switch (function) {
          case "bessel_i1e" -> 5 * Math.ulp(want);
          case "trigamma" -> 8 * Math.ulp(want);
          default -> 6 * Math.ulp(want);
        };
    if (function.equals("digamma")) {
      double logarithm = 3; // of what lies between 8 and 16
      return 8 * UNIT * (logarithm + Math.abs(want) + Math.abs(term));
    }
    boolean isReflected = function.equals("lgamma") && x < 0;
    double largest = 1 + Math.abs(want) + Math.abs(term);
    return isReflected ? 8 * UNIT * largest : relative;
  }

  @ParameterizedTest
  @CsvSource({"lgamma", "digamma", "trigamma", "bessel_i1e"})
  void doubles(String function) {
    checkDoubles(function, t -> 3 * t);
    checkDoubles(function, t -> 1 + (t - 0.5) * 1e-6);
    checkDoubles(function, t -> 2 + (t - 0.5) * 1e-6);
    checkDoubles(function, t -> 3 + 20 * t);
    checkDoubles(function, t -> -20 * t);
    checkDoubles(function, t -> Math.exp(600 * t - 200));
    checkDoubles(function, t -> -Math.exp(20 * t - 15));
  }

  /** As near as the value rounded once, or next to it. */
  private static void checkNarrow(String function, ElementType type, DoubleUnaryOperator range) {
    ArrayLiteral x = arguments(type, range);
    HloModule module = module(function, type, (int) x.elementCount());
    ArrayLiteral expected = run(true, module, x);
    ArrayLiteral actual = run(false, module, x);
    for (long i = 0; i < x.elementCount(); i++) {
      double want = expected.getDouble(i);
      double got = actual.getDouble(i);
      boolean near =
          Math.signum(want) * Math.signum(got) >= 0
              && Math.abs(expected.getBits(i) - actual.getBits(i)) <= 1;
      String what = function + "(" + x.getDouble(i) + ") is " + got + ", not " + want;
      assertTrue(Double.compare(want, got) == 0 || near, what);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lgamma, F32",
    "lgamma, BF16",
    "lgamma, F16",
    "digamma, F32",
    "digamma, BF16",
    "digamma, F16",
    "trigamma, F32",
    "trigamma, BF16",
    "trigamma, F16",
    "bessel_i1e, F32",
    "bessel_i1e, BF16",
    "bessel_i1e, F16"
  })
  void narrowerFloats(String function, ElementType type) {
    checkNarrow(function, type, t -> 3 * t);
    checkNarrow(function, type, t -> 25 * t - 20);
    checkNarrow(function, type, t -> 1 + (t - 0.5) * 1e-3);
    checkNarrow(function, type, t -> Math.exp(160 * t - 80));
  }

  @Test
  void valuesOfMoreDigits() throws IOException {
    int checked = 0;
    for (String line : lines()) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        ArrayLiteral x = array(ElementType.F64, Double.parseDouble(words[1]));
        double want = Double.parseDouble(words[2]);
        double got = run(false, module(words[0], ElementType.F64, 1), x).getDouble(0);
        double term = terms(words[0], x).getDouble(0);
        assertNear(line, want, got, bound(words[0], x.getDouble(0), want, term));
        checked++;
      }
    }
    assertTrue(checked > 100);
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = GammaFunctionTest.class.getResourceAsStream("/special-functions.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** Orders that are no constant 0 or 1 are handed back. */
  @Test
  void otherPolygammasAreHandedBack() {
    HloModule module =
        Programs.module(
            """
            ENTRY main { n = f32[2] parameter(0) x = f32[2] parameter(1)
              ROOT r = f32[2] custom-call(n, x), custom_call_target="chlo.polygamma" }
            """);
    try (Executable code = new CpuBackend().compile(module, Options.DEFAULT)) {
      assertFalse(code.fallbacks().isEmpty());
      Literal n = array(ElementType.F32, 0, 1);
      Literal x = array(ElementType.F32, 1, 1);
      ArrayLiteral result = code.run(List.of(n, x)).asArray();
      assertEquals(-0.5772157f, (float) result.getDouble(0));
      assertEquals(1.644934f, (float) result.getDouble(1));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32", "F16", "BF16"})
  void neighbours(ElementType type) {
    double[] from = new double[NEIGHBOURS.length * NEIGHBOURS.length];
    double[] to = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = NEIGHBOURS[i / NEIGHBOURS.length];
      to[i] = NEIGHBOURS[i % NEIGHBOURS.length];
    }
    String name = type.toString().toLowerCase(Locale.ROOT);
    HloModule module =
        Programs.module(
            """
            ENTRY main { x = %1$s[%2$d] parameter(0) y = %1$s[%2$d] parameter(1)
              ROOT r = %1$s[%2$d] custom-call(x, y), custom_call_target="chlo.next_after" }
            """
                .formatted(name, from.length));
    ArrayLiteral x = array(type, from);
    ArrayLiteral y = array(type, to);
    ArrayLiteral expected = run(true, module, x, y);
    ArrayLiteral actual = run(false, module, x, y);
    for (int i = 0; i < from.length; i++) {
      String what = "from " + x.getDouble(i) + " to " + y.getDouble(i);
      assertEquals(expected.getDouble(i), actual.getDouble(i), what);
      double want =
          switch (type) {
            case F64 -> Math.nextAfter(x.getDouble(i), y.getDouble(i));
            case F32 -> Math.nextAfter((float) x.getDouble(i), y.getDouble(i));
            default -> expected.getDouble(i);
          };
      assertEquals(want, actual.getDouble(i), what);
    }
  }
}
