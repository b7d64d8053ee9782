package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.junit.jupiter.api.Test;

/** LAPACK's routines in compiled programs: those that opcodes stand for, and those handed back. */
class LapackTest {
  private static final Options OPTIONS =
      Options.builder().threads(2).cache(CachePolicy.OFF).build();

  private static List<Literal> run(String text, int fallbacks) {
    HloModule module = Programs.module(text);
    try (Executable code = new CpuBackend().compile(module, OPTIONS)) {
      assertEquals(fallbacks, code.fallbacks().size(), code.fallbacks().toString());
      return ((TupleLiteral) code.run(Programs.arguments(module))).elements();
    }
  }

  private static void assertElements(ArrayLiteral array, double... expected) {
    assertEquals(expected.length, array.elementCount());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], array.getDouble(i), 1e-6);
    }
  }

  /** The first matrix is that of [[2, 0], [1, 2]]; the second one is not positive definite. */
  @Test
  void choleskyIsCompiled() {
    List<Literal> results =
        run(
            """
            ENTRY main {
              n = f32[2,2,2] parameter(0)
              a = f32[2,2,2] constant({{{4, 7}, {2, 5}}, {{1, 7}, {2, 1}}})
              none = f32[2,2,2] subtract(n, n)
              b = f32[2,2,2] add(a, none)
              p = (f32[2,2,2]{1,2,0}, s32[2]) custom-call(b), custom_call_target="lapack_spotrf_ffi",
                operand_layout_constraints={f32[2,2,2]{1,2,0}}, output_to_operand_aliasing={{0}: (0, {})},
                backend_config={uplo = 76 : ui8}
              l = f32[2,2,2]{1,2,0} get-tuple-element(p), index=0
              info = s32[2] get-tuple-element(p), index=1
              zero = s32[] constant(0)
              zeros = s32[2] broadcast(zero), dimensions={}
              good = pred[2] compare(info, zeros), direction=EQ
              number = s32[2] convert(good)
              ROOT t = (f32[2,2,2]{1,2,0}, s32[2]) tuple(l, number)
            }
            """,
            0);
    double nan = Double.NaN;
    assertElements(results.get(0).asArray(), 2, 7, 1, 2, nan, 7, nan, nan);
    assertElements(results.get(1).asArray(), 1, 0);
  }

  /** The system of [[2, 0], [1, 4]] and [2, 9]. */
  @Test
  void triangularSolveIsCompiled() {
    List<Literal> results =
        run(
            """
            ENTRY main {
              n = f64[2,1] parameter(0)
              none = f64[2,1] subtract(n, n)
              a = f64[2,2] constant({{2, 7}, {1, 4}})
              b = f64[2,1] constant({{2}, {9}})
              c = f64[2,1] add(b, none)
              x = f64[2,1]{0,1} custom-call(a, c), custom_call_target="lapack_dtrsm_ffi",
                operand_layout_constraints={f64[2,2]{0,1}, f64[2,1]{0,1}}, output_to_operand_aliasing={{}: (1, {})},
                backend_config={diag = 78 : ui8, side = 76 : ui8, trans_x = 78 : ui8, uplo = 76 : ui8}
              ROOT t = (f64[2,1]{0,1}) tuple(x)
            }
            """,
            0);
    assertElements(results.get(0).asArray(), 1, 2);
  }

  /** A matrix that others use as well, whatever the call says of its memory. */
  @Test
  void luIsCompiled() {
    List<Literal> results =
        run(
            """
            ENTRY main {
              n = f32[2,2] parameter(0)
              none = f32[2,2] subtract(n, n)
              a = f32[2,2] constant({{1, 2}, {4, 4}})
              b = f32[2,2] add(a, none)
              p = (f32[2,2]{0,1}, s32[2], s32[]) custom-call(b), custom_call_target="lapack_sgetrf_ffi",
                operand_layout_constraints={f32[2,2]{0,1}}, output_to_operand_aliasing={{0}: (0, {})}
              lu = f32[2,2]{0,1} get-tuple-element(p), index=0
              pivots = s32[2] get-tuple-element(p), index=1
              both = f32[2,2] subtract(lu, b)
              ROOT t = (f32[2,2], f32[2,2]{0,1}, s32[2]) tuple(both, lu, pivots)
            }
            """,
            0);
    assertElements(results.get(0).asArray(), 3, 2, -3.75, -3);
    assertElements(results.get(1).asArray(), 4, 4, 0.25, 1);
    assertElements(results.get(2).asArray(), 2, 2);
  }

  /** Of [[3, 1], [4, 2]]: R has the diagonal -5 and 2/5, Q the columns -(3, 4)/5 and (-4, 3)/5. */
  @Test
  void qrIsCompiled() {
    List<Literal> results =
        run(
            """
            ENTRY main {
              n = f32[2,2,2] parameter(0)
              none = f32[2,2,2] subtract(n, n)
              a = f32[2,2,2] constant({{{3, 1}, {4, 2}}, {{3, 1}, {4, 2}}})
              b = f32[2,2,2]{1,2,0} add(a, none)
              p = (f32[2,2,2]{1,2,0}, f32[2,2]) custom-call(b), custom_call_target="lapack_sgeqrf_ffi",
                operand_layout_constraints={f32[2,2,2]{1,2,0}}, output_to_operand_aliasing={{0}: (0, {})}
              r = f32[2,2,2]{1,2,0} get-tuple-element(p), index=0
              tau = f32[2,2] get-tuple-element(p), index=1
              q = f32[2,2,2]{1,2,0} custom-call(r, tau), custom_call_target="lapack_sorgqr_ffi",
                operand_layout_constraints={f32[2,2,2]{1,2,0}, f32[2,2]{1,0}}, output_to_operand_aliasing={{}: (0, {})}
              ROOT t = (f32[2,2,2], f32[2,2], f32[2,2,2]) tuple(r, tau, q)
            }
            """,
            0);
    assertElements(results.get(0).asArray(), -5, -2.2, 0.5, 0.4, -5, -2.2, 0.5, 0.4);
    assertElements(results.get(1).asArray(), 1.6, 0, 1.6, 0);
    assertElements(results.get(2).asArray(), -0.6, -0.8, -0.8, 0.6, -0.6, -0.8, -0.8, 0.6);
  }

  @Test
  void otherRoutinesAreHandedBack() {
    List<Literal> results =
        run(
            """
            ENTRY main {
              n = f32[2,2] parameter(0)
              none = f32[2,2] subtract(n, n)
              a = f32[2,2] constant({{2, 1}, {1, 2}})
              b = f32[2,2] add(a, none)
              p = (f32[2,2]{0,1}, f32[2], s32[]) custom-call(b), custom_call_target="lapack_ssyevd_ffi",
                operand_layout_constraints={f32[2,2]{0,1}}, output_to_operand_aliasing={{0}: (0, {})},
                backend_config={mode = 86 : ui8, uplo = 76 : ui8}
              values = f32[2] get-tuple-element(p), index=1
              info = s32[] get-tuple-element(p), index=2
              ROOT t = (f32[2], s32[]) tuple(values, info)
            }
            """,
            1);
    assertElements(results.get(0).asArray(), 1, 3);
    assertElements(results.get(1).asArray(), 0);
  }
}
