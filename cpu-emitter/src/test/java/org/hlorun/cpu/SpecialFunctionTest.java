package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Custom calls of CHLO's functions that are compiled, against the interpreter's exact ones. */
class SpecialFunctionTest {
  private static final int COUNT = 20_000;

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    9.2,
    -9.2,
    10.1,
    27,
    30,
    1e-30,
    -1e-30,
    1e-45,
    1e30,
    -1e30,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static HloModule module(String function, ElementType type) {
    return Programs.module(
        """
        ENTRY main { x = %1$s[%2$d] parameter(0)
          ROOT r = %1$s[%2$d] custom-call(x), custom_call_target="%3$s" }
        """
            .formatted(type.toString().toLowerCase(java.util.Locale.ROOT), COUNT, function));
  }

  /** Special values, then numbers of a range. */
  private static ArrayLiteral arguments(ElementType type, DoubleUnaryOperator range) {
    ArrayLiteral x = ArrayLiteral.allocate(ArrayShape.of(type, COUNT));
    for (int i = 0; i < COUNT; i++) {
      x.setDouble(i, i < SPECIAL.length ? SPECIAL[i] : range.applyAsDouble((double) i / COUNT));
    }
    return x;
  }

  private static ArrayLiteral run(boolean reference, HloModule module, ArrayLiteral x) {
    Options options = Options.builder().threads(1).cache(CachePolicy.OFF).build();
    CpuBackend cpu = new CpuBackend();
    try (Executable code =
        reference
            ? CpuBackend.reference().compile(module, Options.DEFAULT)
            : cpu.compile(module, options)) {
      if (!reference) {
        assertEquals(List.of(), code.fallbacks());
      }
      return code.run(List.of(x)).asArray();
    }
  }

  private static void check(
      String function, ElementType type, int ulps, DoubleUnaryOperator range) {
    HloModule module = module(function, type);
    ArrayLiteral x = arguments(type, range);
    ArrayLiteral expected = run(true, module, x);
    ArrayLiteral actual = run(false, module, x);
    for (int i = 0; i < COUNT; i++) {
      double want = expected.getDouble(i);
      double got = actual.getDouble(i);
      boolean same = Double.compare(want, got) == 0;
      // Of one sign: bits are as far apart as numbers are in units in the last place.
      boolean near =
          Math.signum(want) * Math.signum(got) >= 0
              && Math.abs(expected.getBits(i) - actual.getBits(i)) <= ulps;
      assertTrue(same || near, function + "(" + x.getDouble(i) + ") is " + got + ", not " + want);
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 5", "F64, 6", "BF16, 1", "F16, 1"})
  void complementOfErf(ElementType type, int ulps) {
    check("chlo.erfc", type, ulps, t -> -7 + 35 * t * t);
    check("chlo.erfc", type, ulps, t -> -1.5 + 4 * t);
  }

  @ParameterizedTest
  @CsvSource({"F32, 4", "F64, 5", "BF16, 1", "F16, 1"})
  void inverseOfErf(ElementType type, int ulps) {
    check("chlo.erf_inv", type, ulps, t -> 2 * t - 1);
    check("chlo.erf_inv", type, ulps, t -> 1 - Math.exp(-40 * t));
    check("chlo.erf_inv", type, ulps, t -> -Math.exp(-80 * t));
  }

  /** Strict numerics promise the bits of the reference, so they run what defines them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chlo.erfc",
        "chlo.erf_inv",
        "chlo.lgamma",
        "chlo.digamma",
        "chlo.bessel_i1e",
        "chlo.polygamma",
        "chlo.next_after"
      })
  void strictNumericsHandFunctionsBack(String function) {
    boolean ofTwo = function.equals("chlo.polygamma") || function.equals("chlo.next_after");
    HloModule module =
        Programs.module(
            """
            ENTRY main { x = f64[%1$d] parameter(0) o = f64[] constant(1)
              s = f64[%1$d] broadcast(o), dimensions={} y = f64[%1$d] negate(x)
              ROOT r = f64[%1$d] custom-call(%2$s), custom_call_target="%3$s" }
            """
                .formatted(COUNT, ofTwo ? "s, y" : "y", function));
    ArrayLiteral x = arguments(ElementType.F64, t -> 2 * t - 1);
    ArrayLiteral expected = run(true, module, x);
    Options options =
        Options.builder().threads(1).cache(CachePolicy.OFF).numerics(Numerics.STRICT).build();
    try (Executable code = new CpuBackend().compile(module, options)) {
      assertEquals(1, code.fallbacks().size(), code.fallbacks().toString());
      ArrayLiteral actual = code.run(List.of(x)).asArray();
      for (int i = 0; i < COUNT; i++) {
        assertEquals(expected.getBits(i), actual.getBits(i), function + " of -" + x.getDouble(i));
      }
    }
  }
}
