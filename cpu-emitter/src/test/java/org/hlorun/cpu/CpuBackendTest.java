package org.hlorun.cpu;

import static org.hlorun.cpu.Programs.arguments;
import static org.hlorun.cpu.Programs.module;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs give natively what they give on the interpreter, with any number of threads. */
class CpuBackendTest {
  private static Literal run(Backend backend, HloModule module, int threads) {
    try (Executable executable = backend.compile(module, Options.DEFAULT.withThreads(threads))) {
      executable.run(arguments(module)); // the second run meets used memory
      return executable.run(arguments(module));
    }
  }

  private static void assertClose(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertClose(tuple.element(i), ((TupleLiteral) actual).element(i));
      }
      return;
    }
    ArrayLiteral e = (ArrayLiteral) expected;
    for (long i = 0; i < e.elementCount(); i++) {
      // The longest sums have 400 terms of about 1: their a-priori bound n * eps * sum is 1e-2.
      double bound = e.elementType().isFloat() ? 1e-4 * Math.max(1, Math.abs(e.getDouble(i))) : 0;
      assertEquals(e.getDouble(i), ((ArrayLiteral) actual).getDouble(i), bound, "element " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Carried values that change places.
        """
        cond { s = (s32[], f32[3], f32[3]) parameter(0) i = s32[] get-tuple-element(s), index=0
          n = s32[] constant(5) ROOT lt = pred[] compare(i, n), direction=LT }
        body { b = (s32[], f32[3], f32[3]) parameter(0) j = s32[] get-tuple-element(b), index=0
          x = f32[3] get-tuple-element(b), index=1 y = f32[3] get-tuple-element(b), index=2
          one = s32[] constant(1) k = s32[] add(j, one) z = f32[3] add(x, y)
          ROOT t = (s32[], f32[3], f32[3]) tuple(k, y, z) }
        ENTRY main { p = f32[3] parameter(0) q = f32[3] parameter(1) zero = s32[] constant(0)
          init = (s32[], f32[3], f32[3]) tuple(zero, p, q)
          ROOT w = (s32[], f32[3], f32[3]) while(init), condition=cond, body=body }
        """,
        // An argument without elements.
        """
        ENTRY main { p = f32[0] parameter(0) q = f32[3] parameter(1) s = f32[0] add(p, p)
          ROOT t = (f32[0], f32[3]) tuple(s, q) }
        """,
        // An array that a loop updates in place.
        """
        cond { s = (s32[], f32[9]) parameter(0) i = s32[] get-tuple-element(s), index=0
          n = s32[] constant(9) ROOT lt = pred[] compare(i, n), direction=LT }
        body { b = (s32[], f32[9]) parameter(0) j = s32[] get-tuple-element(b), index=0
          x = f32[9] get-tuple-element(b), index=1 one = s32[] constant(1) k = s32[] add(j, one)
          f = f32[] convert(k) u = f32[1] reshape(f)
          d = f32[9] dynamic-update-slice(x, u, j)
          ROOT t = (s32[], f32[9]) tuple(k, d) }
        ENTRY main { p = f32[9] parameter(0) zero = s32[] constant(0)
          init = (s32[], f32[9]) tuple(zero, p)
          w = (s32[], f32[9]) while(init), condition=cond, body=body
          r = f32[9] get-tuple-element(w), index=1 ROOT both = (f32[9], f32[9]) tuple(r, p) }
        """,
        // A conditional whose branches hand on what they are given.
        """
        yes { a = (f32[4], f32[4]) parameter(0) ROOT l = f32[4] get-tuple-element(a), index=0 }
        no { c = (f32[4], f32[4]) parameter(0) l = f32[4] get-tuple-element(c), index=0
          r = f32[4] get-tuple-element(c), index=1 ROOT m = f32[4] multiply(l, r) }
        ENTRY main { p = f32[4] parameter(0) q = f32[4] parameter(1) h = f32[] parameter(2)
          z = f32[] constant(0) g = pred[] compare(h, z), direction=GT
          t = (f32[4], f32[4]) tuple(p, q)
          ROOT r = f32[4] conditional(g, t, t), true_computation=yes, false_computation=no }
        """,
        // An instruction that is handed back, between two that are not.
        """
        less { a = f32[] parameter(0) b = f32[] parameter(1)
          ROOT lt = pred[] compare(a, b), direction=LT }
        ENTRY main { p = f32[50] parameter(0) n = f32[50] negate(p)
          s = f32[50] sort(n), dimensions={0}, to_apply=less ROOT e = f32[50] exponential(s) }
        """,
        // Large enough for several threads: rows, an elementwise chain, a product.
        """
        sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
        ENTRY main { p = f32[300,400] parameter(0) q = f32[400,350] parameter(1)
          zero = f32[] constant(0) d = f32[300,350] dot(p, q), lhs_contracting_dims={1}, rhs_contracting_dims={0}
          t = f32[300,350] tanh(d) r = f32[300] reduce(t, zero), dimensions={1}, to_apply=sum
          c = f32[350] reduce(t, zero), dimensions={0}, to_apply=sum
          ROOT all = (f32[300,350], f32[300], f32[350]) tuple(t, r, c) }
        """
      })
  void programsGiveWhatTheInterpreterGives(String text) {
    HloModule module = module(text);
    Literal expected = run(Backend.named("interpreter").orElseThrow(), module, 1);
    Literal one = run(new CpuBackend(), module, 1);
    assertClose(expected, one);
    assertEquals(one, run(new CpuBackend(), module, 2));
  }

  /** Large results are stored past the caches, by instructions that want them aligned. */
  @Test
  void largeResultsMayLieAnywhere() {
    HloModule module =
        module("ENTRY main { x = f32[4194304] parameter(0) ROOT y = f32[4194304] negate(x) }");
    List<Literal> arguments = arguments(module);
    ArrayShape shape = module.entry().root().shape().asArray();
    try (Arena arena = Arena.ofConfined();
        Executable executable = new CpuBackend().compile(module, Options.DEFAULT)) {
      MemorySegment memory = arena.allocate(shape.byteSize() + Float.BYTES, 64);
      ArrayLiteral result = ArrayLiteral.of(shape, memory.asSlice(Float.BYTES));
      executable.runInto(arguments, result);
      ArrayLiteral x = (ArrayLiteral) arguments.getFirst();
      for (long i = 0; i < x.elementCount(); i += 997) {
        assertEquals(-x.getDouble(i), result.getDouble(i), 0, "element " + i);
      }
    }
  }
}
