package org.hlorun.kernelir.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernels of single instructions and small fusions give what the interpreter of HLO gives, both by
 * what kernels mean and as native code.
 */
class LoweringTest {
  private static final String SUM =
      """
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      max { ma = f32[] parameter(0) mb = f32[] parameter(1) ROOT ms = f32[] maximum(ma, mb) }
      sum64 { a = f64[] parameter(0) b = f64[] parameter(1) ROOT s = f64[] add(a, b) }
      maxb { a = bf16[] parameter(0) b = bf16[] parameter(1) ROOT s = bf16[] maximum(a, b) }
      least { a = s32[] parameter(0) b = s32[] parameter(1) ROOT s = s32[] minimum(a, b) }
      sums { a = f32[] parameter(0) b = s32[] parameter(1) c = f32[] parameter(2)
        d = s32[] parameter(3) e = f32[] add(a, c) f = s32[] add(b, d)
        ROOT t = (f32[], s32[]) tuple(e, f) }
      second { sa = f32[] parameter(0) ROOT sb = f32[] parameter(1) }
      """;

  private static HloModule module(String entry) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + entry));
    HloVerifier.verify(module);
    return module;
  }

  private static void check(String text) {
    HloModule module = module(text);
    HloInstruction root = module.entry().root();
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, 7 + arguments.size()));
    }
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    List<Literal> operands =
        root.operands().stream()
            .map(o -> arguments.get(module.entry().parameters().indexOf(o)))
            .toList();
    assertClose(expected, KernelRunner.interpret(root, operands));
    assertClose(expected, KernelRunner.run(root, operands));
  }

  private static void assertClose(Literal expected, Literal actual) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        assertClose(tuple.elements().get(i), ((TupleLiteral) actual).elements().get(i));
      }
      return;
    }
    ArrayLiteral e = (ArrayLiteral) expected;
    ArrayLiteral a = (ArrayLiteral) actual;
    double tolerance = e.elementType().isFloat() ? 1e-5 : 0;
    for (long i = 0; i < e.elementCount(); i++) {
      double bound = tolerance * Math.max(1, Math.abs(e.getDouble(i)));
      assertEquals(e.getDouble(i), a.getDouble(i), bound, "element " + i + " of " + e.shape());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[7,33] parameter(0) y = f32[7,33] parameter(1) ROOT r = f32[7,33] add(x, y)",
        "x = f32[100003] parameter(0) ROOT r = f32[100003] multiply(x, x)",
        "x = f64[65] parameter(0) ROOT r = f64[65] exponential(x)",
        "x = bf16[130] parameter(0) y = bf16[130] parameter(1) ROOT r = bf16[130] divide(x, y)",
        "x = f16[130] parameter(0) ROOT r = f16[130] tanh(x)",
        "x = s8[77] parameter(0) y = s8[77] parameter(1) ROOT r = s8[77] divide(x, y)",
        "x = s32[77] parameter(0) y = s32[77] parameter(1) ROOT r = s32[77] remainder(x, y)",
        "x = pred[37] parameter(0) a = f32[37] parameter(1) b = f32[37] parameter(2) ROOT r ="
            + " f32[37] select(x, a, b)",
        "x = f32[5,6,7] parameter(0) ROOT r = f32[7,5,6] transpose(x), dimensions={2,0,1}",
        "x = f32[48,192] parameter(0) ROOT r = f32[192,48] transpose(x), dimensions={1,0}",
        "x = f32[3,8,56,24] parameter(0) ROOT r = f32[3,24,8,56] transpose(x),"
            + " dimensions={0,3,1,2}",
        "x = f32[3,8,112,24] parameter(0) ROOT r = f32[3,24,8,112] transpose(x),"
            + " dimensions={0,3,1,2}",
        "x = f64[40,128] parameter(0) ROOT r = f64[128,40] transpose(x), dimensions={1,0}",
        "x = bf16[32,33] parameter(0) ROOT r = bf16[33,32] transpose(x), dimensions={1,0}",
        "x = f32[5,6] parameter(0) ROOT r = f32[5,3,6] broadcast(x), dimensions={0,2}",
        "x = f32[5,6] parameter(0) ROOT r = f32[3,10] reshape(x)",
        "x = f32[9,40] parameter(0) ROOT r = f32[4,13] slice(x), slice={[1:9:2], [0:39:3]}",
        "x = f32[9,40] parameter(0) ROOT r = f32[9,40] reverse(x), dimensions={0,1}",
        "x = f32[4,5] parameter(0) p = f32[] parameter(1) ROOT r = f32[8,12] pad(x, p),"
            + " padding=1_3x-1_0_2",
        "x = f32[4,5] parameter(0) y = f32[4,20] parameter(1) ROOT r = f32[4,25] concatenate(x, y),"
            + " dimensions={1}",
        "ROOT r = s32[4,20] iota(), iota_dimension=1",
        "x = f32[6,40] parameter(0) i = s32[] parameter(1) j = s32[] parameter(2) ROOT r ="
            + " f32[2,33] dynamic-slice(x, i, j), dynamic_slice_sizes={2,33}",
        "x = f32[6,40] parameter(0) u = f32[2,33] parameter(1) i = s32[] parameter(2) j = s32[]"
            + " parameter(3) ROOT r = f32[6,40] dynamic-update-slice(x, u, i, j)",
        "x = f32[40,30] parameter(0) i = s32[17,1] parameter(1) ROOT r = f32[17,30] gather(x, i),"
            + " offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=1,"
            + " slice_sizes={1,30}",
        "x = f32[33,40] parameter(0) y = f32[40,50] parameter(1) ROOT r = f32[33,50] dot(x, y),"
            + " lhs_contracting_dims={1}, rhs_contracting_dims={0}",
        "x = f32[2,9,9,3] parameter(0) k = f32[3,3,3,5] parameter(1) ROOT r = f32[2,5,5,5]"
            + " convolution(x, k), window={size=3x3 stride=2x2 pad=1_1x1_1},"
            + " dim_labels=b01f_01io->b01f",
        "x = f32[50] parameter(0) ROOT r = s32[50] convert(x)",
        "x = f32[4,4] parameter(0) y = f32[4,4] parameter(1) ROOT r = pred[4,4] compare(x, y),"
            + " direction=LT",
      })
  void singleInstructions(String body) {
    check("ENTRY main { " + body + " }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[37,1000] parameter(0) z = f32[] parameter(1) ROOT r = f32[37] reduce(x, z),"
            + " dimensions={1}, to_apply=sum",
        "x = f32[2,151,257] parameter(0) z = f32[] parameter(1) ROOT r = f32[2,151] reduce(x, z),"
            + " dimensions={2}, to_apply=sum",
        "x = f32[3,40000] parameter(0) z = f32[] parameter(1) ROOT r = f32[3] reduce(x, z),"
            + " dimensions={1}, to_apply=sum",
        "x = f32[7,32768] parameter(0) z = f32[] parameter(1) ROOT r = f32[7] reduce(x, z),"
            + " dimensions={1}, to_apply=max",
        "x = f64[65,5,400] parameter(0) z = f64[] parameter(1) ROOT r = f64[] reduce(x, z),"
            + " dimensions={0,1,2}, to_apply=sum64",
        "x = s32[2,3,40,400] parameter(0) z = s32[] parameter(1) ROOT r = s32[2,3] reduce(x, z),"
            + " dimensions={3,2}, to_apply=least",
        "x = bf16[400,401] parameter(0) z = bf16[] parameter(1) ROOT r = bf16[400] reduce(x, z),"
            + " dimensions={1}, to_apply=maxb",
        "x = f32[37,100] parameter(0) z = f32[] parameter(1) ROOT r = f32[100] reduce(x, z),"
            + " dimensions={0}, to_apply=max",
        "x = f32[3,70,5] parameter(0) z = f32[] parameter(1) ROOT r = f32[3,5] reduce(x, z),"
            + " dimensions={1}, to_apply=sum",
        "x = f32[3,70,5] parameter(0) z = f32[] parameter(1) ROOT r = f32[] reduce(x, z),"
            + " dimensions={0,1,2}, to_apply=sum",
        "x = f32[3,5,4,7] parameter(0) z = f32[] parameter(1) ROOT r = f32[5] reduce(x, z),"
            + " dimensions={0,2,3}, to_apply=sum",
        "x = f32[2,31,37] parameter(0) z = f32[] parameter(1) ROOT r = f32[31] reduce(x, z),"
            + " dimensions={0,2}, to_apply=max",
        "x = f64[2,3,5,2,19] parameter(0) z = f64[] parameter(1) ROOT r = f64[3,2] reduce(x, z),"
            + " dimensions={0,2,4}, to_apply=sum64",
        "x = s32[4,6,9] parameter(0) z = s32[] parameter(1) ROOT r = s32[6] reduce(x, z),"
            + " dimensions={2,0}, to_apply=least",
        "x = bf16[4,6,3,3] parameter(0) z = bf16[] parameter(1) ROOT r = bf16[6] reduce(x, z),"
            + " dimensions={0,2,3}, to_apply=maxb",
        "x = f32[3,5,17] parameter(0) i = s32[3,5,17] parameter(1) z = f32[] parameter(2) n ="
            + " s32[] parameter(3) ROOT r = (f32[5], s32[5]) reduce(x, i, z, n),"
            + " dimensions={0,2}, to_apply=sums",
        "x = f32[20,20] parameter(0) z = f32[] parameter(1) ROOT r = f32[10,10] reduce-window(x,"
            + " z), window={size=3x3 stride=2x2 pad=0_1x0_1}, to_apply=max",
        "x = f32[40,30] parameter(0) i = s32[17,1] parameter(1) u = f32[17,30] parameter(2) ROOT r"
            + " = f32[40,30] scatter(x, i, u), update_window_dims={1}, inserted_window_dims={0},"
            + " scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=sum",
      })
  void reductions(String body) {
    check(SUM + "ENTRY main { " + body + " }");
  }

  /** Two reductions of the same rows, and what follows them. */
  @ParameterizedTest
  @ValueSource(strings = {"300,300", "2,70000"})
  void reductionsSideBySide(String sizes) {
    check(
        (SUM
                + """
                both {
                  x = f32[S] parameter(0)
                  g = f32[C] parameter(1)
                  zero = f32[] constant(0.5)
                  low = f32[] constant(-2)
                  xx = f32[S] multiply(x, x)
                  total = f32[C] reduce(xx, zero), dimensions={1}, to_apply=sum
                  top = f32[C] reduce(x, low), dimensions={1}, to_apply=max
                  scaled = f32[C] multiply(total, g)
                  both = f32[C] add(scaled, top)
                  ROOT t = (f32[C], f32[C]) tuple(top, both)
                }
                ENTRY main { p = f32[S] parameter(0) q = f32[C] parameter(1)
                  ROOT f = (f32[C], f32[C]) fusion(p, q), kind=kInput, calls=both }
                """)
            .replace("[S]", "[" + sizes + "]")
            .replace("[C]", "[" + sizes.split(",")[0] + "]"));
  }

  /** Mean and variance of channels: the second reduction needs the result of the first. */
  @ParameterizedTest
  @ValueSource(strings = {"5,12,7,7", "3,6,29,31", "2,3,1,8", "4,1,64", "1,40,3,3"})
  void statisticsOfChannels(String sizes) {
    String[] dimensions = sizes.split(",");
    String reduced = dimensions.length == 4 ? "0,2,3" : "0,2";
    check(
        (SUM
                + """
                statistics {
                  x = f32[S] parameter(0)
                  g = f32[C] parameter(1)
                  zero = f32[] constant(0.5)
                  low = f32[] constant(-2)
                  total = f32[C] reduce(x, zero), dimensions={R}, to_apply=sum
                  top = f32[C] reduce(x, low), dimensions={R}, to_apply=max
                  n = f32[] constant(100)
                  nb = f32[C] broadcast(n), dimensions={}
                  mean = f32[C] divide(total, nb)
                  mb = f32[S] broadcast(mean), dimensions={1}
                  d = f32[S] subtract(x, mb)
                  dd = f32[S] multiply(d, d)
                  var = f32[C] reduce(dd, zero), dimensions={R}, to_apply=sum
                  scaled = f32[C] multiply(var, g)
                  ROOT t = (f32[C], f32[C], f32[C]) tuple(mean, top, scaled)
                }
                ENTRY main { p = f32[S] parameter(0) q = f32[C] parameter(1)
                  ROOT f = (f32[C], f32[C], f32[C]) fusion(p, q), kind=kInput, calls=statistics }
                """)
            .replace("[S]", "[" + sizes + "]")
            .replace("[C]", "[" + dimensions[1] + "]")
            .replace("{R}", "{" + reduced + "}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 16, 1024, 1000})
  void softmaxIsOneKernel(int columns) {
    check(
        (SUM
                + """
                soft {
                  x = f32[9,C] parameter(0)
                  ninf = f32[] constant(-inf)
                  zero = f32[] constant(0)
                  m = f32[9] reduce(x, ninf), dimensions={1}, to_apply=max
                  mb = f32[9,C] broadcast(m), dimensions={0}
                  d = f32[9,C] subtract(x, mb)
                  e = f32[9,C] exponential(d)
                  s = f32[9] reduce(e, zero), dimensions={1}, to_apply=sum
                  sb = f32[9,C] broadcast(s), dimensions={0}
                  ROOT q = f32[9,C] divide(e, sb)
                }
                ENTRY main { p = f32[9,C] parameter(0) ROOT f = f32[9,C] fusion(p), kind=kInput, calls=soft }
                """)
            .replace("C]", columns + "]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = f32[40,50] parameter(0) b = f32[50,70] parameter(1) c = f32[70] parameter(2) d ="
            + " f32[40,70] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0} z ="
            + " f32[] constant(0) zb = f32[40,70] broadcast(z), dimensions={} cb = f32[40,70]"
            + " broadcast(c), dimensions={1} s = f32[40,70] add(d, cb) ROOT r = f32[40,70]"
            + " maximum(s, zb)",
        "a = f32[50,40] parameter(0) b = f32[300,50] parameter(1) c = f32[40,300] parameter(2) t ="
            + " f32[40,50] transpose(a), dimensions={1,0} n = f32[300,50] negate(b) d ="
            + " f32[40,300] dot(t, n), lhs_contracting_dims={1}, rhs_contracting_dims={1} s ="
            + " f32[40,300] add(d, c) q = f32[40,3,100] reshape(s) ROOT r = (f32[40,300],"
            + " f32[40,3,100]) tuple(s, q)",
        "a = f32[1,50] parameter(0) b = f32[50,70] parameter(1) c = f32[1,70] parameter(2) d ="
            + " f32[1,70] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0} ROOT r ="
            + " f32[1,70] multiply(d, c)",
        "a = f32[1,8,8,8] parameter(0) b = f32[3,3,8,20] parameter(1) c = f32[1,8,8,20]"
            + " parameter(2) e = f32[1,8,8,8] abs(a) d = f32[1,8,8,20] convolution(e, b),"
            + " window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f ROOT r = f32[1,8,8,20]"
            + " add(d, c)",
        "a = f32[1,8,8,8] parameter(0) b = f32[1,1,8,20] parameter(1) c = f32[1,8,8,20]"
            + " parameter(2) e = f32[1,8,8,8] abs(a) d = f32[1,8,8,20] convolution(e, b),"
            + " window={size=1x1}, dim_labels=b01f_01io->b01f ROOT r = f32[1,8,8,20] add(d, c)",
      })
  void productsWithEpilogues(String body) {
    checkFused(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = f32[96,64] parameter(0) b = f32[64,96] parameter(1) t = f32[64,96] transpose(a),"
            + " dimensions={1,0} ROOT r = f32[64,96] subtract(t, b)",
        "a = f32[48,40] parameter(0) b = f32[48,40] parameter(1) t = f32[40,48] transpose(a),"
            + " dimensions={1,0} u = f32[40,48] transpose(b), dimensions={1,0} ROOT r ="
            + " f32[40,48] divide(t, u)",
        "a = bf16[3,136,64] parameter(0) t = bf16[3,64,136] transpose(a), dimensions={0,2,1} ROOT"
            + " r = f32[3,64,136] convert(t)",
        "a = s8[64,192] parameter(0) t = s8[192,64] transpose(a), dimensions={1,0} ROOT r ="
            + " s8[192,64] negate(t)",
        "a = f32[32,24] parameter(0) v = f32[32,24] reverse(a), dimensions={0} t = f32[24,32]"
            + " transpose(v), dimensions={1,0} ROOT r = f32[24,32] negate(t)",
        "a = c64[32,16] parameter(0) t = c64[16,32] transpose(a), dimensions={1,0} ROOT r ="
            + " c64[16,32] negate(t)",
      })
  void transposesWithWorkAround(String body) {
    checkFused(body);
  }

  private static void checkFused(String body) {
    List<HloInstruction> parameters = module("ENTRY main { " + body + " }").entry().parameters();
    List<String> entry = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (HloInstruction parameter : parameters) {
      String name = "p" + names.size();
      entry.add(name + " = " + parameter.shape() + " parameter(" + names.size() + ")");
      names.add(name);
    }
    String root = module("ENTRY main { " + body + " }").entry().root().shape().toString();
    check(
        "fused { %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kOutput, calls=fused }"
            .formatted(body, String.join(" ", entry), root, String.join(", ", names)));
  }
}
