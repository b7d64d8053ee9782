package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.junit.jupiter.api.Test;

/** Rows whose phases overlap, and whose result lies where one of the operands does. */
class RowsInPlaceTest {
  private static final String PROGRAM =
      """
      most { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = f32[] maximum(a, b) }
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = f32[] add(a, b) }
      less { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = pred[] compare(a, b), direction=LT }
      ENTRY main {
        p = f32[512,128] parameter(0)
        q = f32[512,128] parameter(1)
        v = f32[512,128] sort(q), dimensions={1}, to_apply=less
        x = f32[512,128] sort(p), dimensions={1}, to_apply=less
        zero = f32[] constant(0)
        low = f32[] constant(-inf)
        m = f32[512] reduce(x, low), dimensions={1}, to_apply=most
        mm = f32[512,128] broadcast(m), dimensions={0}
        d = f32[512,128] subtract(x, mm)
        e = f32[512,128] exponential(d)
        s = f32[512] reduce(e, zero), dimensions={1}, to_apply=sum
        ss = f32[512,128] broadcast(s), dimensions={0}
        n = f32[512,128] divide(e, ss)
        y = f32[512,128] multiply(n, v)
        ROOT z = f32[512,128] sort(y), dimensions={0}, to_apply=less
      }
      """;

  private static ArrayLiteral run(String backend, HloModule module, Options options) {
    try (var executable = Backend.named(backend).orElseThrow().compile(module, options)) {
      return (ArrayLiteral) executable.run(Programs.arguments(module));
    }
  }

  @Test
  void weightedSoftmaxBetweenSorts() {
    HloModule module = Programs.module(PROGRAM);
    ArrayLiteral expected = run("interpreter", module, Options.DEFAULT);
    Options options = Options.DEFAULT.withCache(CachePolicy.OFF);
    ArrayLiteral one = run("cpu", module, options.withThreads(1));
    ArrayLiteral two = run("cpu", module, options.withThreads(2));
    assertTrue(one.segment().mismatch(two.segment()) < 0);
    for (long i = 0; i < expected.elementCount(); i++) {
      double wanted = expected.getDouble(i);
      double bound = Math.abs(wanted) * 2e-6 + Double.MIN_NORMAL;
      assertEquals(wanted, one.getDouble(i), bound, "element " + i);
    }
  }
}
