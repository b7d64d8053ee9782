package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.LiteralCheck;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums of small integers, which are exact in any order, and extremes are those of the interpreter.
 */
class ColumnReductionTest {
  private static final LoweringTarget.Cpu HOST = new LoweringTarget.Cpu(TargetDescription.host());

  private static final String REDUCERS =
      """
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      max { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] maximum(a, b) }
      sum64 { a = f64[] parameter(0) b = f64[] parameter(1) ROOT s = f64[] add(a, b) }
      sumb { a = bf16[] parameter(0) b = bf16[] parameter(1) ROOT s = bf16[] add(a, b) }
      least { a = s32[] parameter(0) b = s32[] parameter(1) ROOT s = s32[] minimum(a, b) }
      any { a = pred[] parameter(0) b = pred[] parameter(1) ROOT s = pred[] or(a, b) }
      """;

  private static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + REDUCERS + text));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral small(HloInstruction parameter, int seed) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(seed);
    for (long i = 0; i < result.elementCount(); i++) {
      if (result.elementType().isFloat()) {
        result.setDouble(i, random.nextInt(-4, 5));
      } else {
        result.setLong(i, random.nextInt(-100, 100));
      }
    }
    return result;
  }

  private static void check(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(small(parameter, arguments.size()));
    }
    HloInstruction root = module.entry().root();
    List<Literal> operands =
        root.operands().stream().map(o -> arguments.get(numberOf(module, o))).toList();
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    LiteralCheck.assertSame(expected, KernelRunner.run(root, operands));
  }

  private static int numberOf(HloModule module, HloInstruction parameter) {
    int number = module.entry().parameters().indexOf(parameter);
    assertTrue(number >= 0);
    return number;
  }

  private static HloModule fused(String parameters, String body, String result) {
    String names = parameters.replaceAll(" = \\S+ parameter\\(\\d\\)", "").trim();
    return module(
        "fused { %s %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kInput, calls=fused }"
            .formatted(parameters, body, parameters, result, names.replaceAll("\\s+", ", ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // One kernel, with rows and columns left over.
        "x = f32[75,1003] parameter(0); z = f32[] constant(3) ROOT r = f32[1003] reduce(x, z),"
            + " dimensions={0}, to_apply=sum; f32[1003]",
        // Pieces of the rows, the last one shorter, and rows left over.
        "x = f32[100003,10] parameter(0); z = f32[] constant(0) ROOT r = f32[10] reduce(x, z),"
            + " dimensions={0}, to_apply=sum; f32[10]",
        // Two blocks of columns of different sizes.
        "x = f32[130,9001] parameter(0); z = f32[] constant(-inf) ROOT r = f32[9001] reduce(x, z),"
            + " dimensions={0}, to_apply=max; f32[9001]",
        // Dimensions before and behind, several reduced.
        "x = f32[3,20,30,2,7] parameter(0); z = f32[] constant(1) ROOT r = f32[3,2,7] reduce(x, z),"
            + " dimensions={1,2}, to_apply=sum; f32[3,2,7]",
        "x = f64[40,33,20] parameter(0); z = f64[] constant(0) ROOT r = f64[20] reduce(x, z),"
            + " dimensions={0,1}, to_apply=sum64; f64[20]",
        "x = s32[5,300,17] parameter(0); z = s32[] constant(9) ROOT r = s32[5,17] reduce(x, z),"
            + " dimensions={1}, to_apply=least; s32[5,17]",
        // Sums of bf16 are rounded once.
        "x = bf16[64,96] parameter(0); z = bf16[] constant(0) ROOT r = bf16[96] reduce(x, z),"
            + " dimensions={0}, to_apply=sumb; bf16[96]",
        // Few rows.
        "x = f32[3,5000] parameter(0); z = f32[] constant(0) ROOT r = f32[5000] reduce(x, z),"
            + " dimensions={0}, to_apply=sum; f32[5000]",
        // Values of rows and columns in what is reduced, work behind it, and two results.
        "x = f32[60,50,24] parameter(0) w = f32[24] parameter(1) v = f32[60] parameter(2);"
            + " z = f32[] constant(0) ww = f32[60,50,24] broadcast(w), dimensions={2}"
            + " vv = f32[60,50,24] broadcast(v), dimensions={0} m = f32[60,50,24] multiply(x, ww)"
            + " n = f32[60,50,24] add(m, vv) a = f32[24] reduce(n, z), dimensions={0,1},"
            + " to_apply=sum q = f32[60,50,24] multiply(x, x) b = f32[24] reduce(q, z),"
            + " dimensions={0,1}, to_apply=sum c = f32[24] add(a, w)"
            + " ROOT t = (f32[24], f32[24]) tuple(c, b); (f32[24], f32[24])",
        // Much of it, in pieces, with two reductions of one array.
        "x = f32[9000,48] parameter(0); z = f32[] constant(0) a = f32[48] reduce(x, z),"
            + " dimensions={0}, to_apply=sum n = f32[] constant(-inf) b = f32[48] reduce(x, n),"
            + " dimensions={0}, to_apply=max ROOT t = (f32[48], f32[48]) tuple(a, b);"
            + " (f32[48], f32[48])"
      })
  void columns(String text) {
    String[] parts = text.split("; ");
    HloModule module = fused(parts[0], parts[1], parts[2]);
    assertTrue(ColumnReduction.fits(new FusedView(module.entry().root(), HOST)));
    check(module);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Rows, a dimension between those reduced, truth values, a reduction of a reduction.
        "x = f32[90,100] parameter(0); z = f32[] constant(0) ROOT r = f32[90] reduce(x, z),"
            + " dimensions={1}, to_apply=sum; f32[90]",
        "x = f32[9,10,20,7] parameter(0); z = f32[] constant(0) ROOT r = f32[10,7] reduce(x, z),"
            + " dimensions={0,2}, to_apply=sum; f32[10,7]",
        "x = s32[90,100] parameter(0); i = s32[90,100] iota(), iota_dimension=0"
            + " p = pred[90,100] compare(x, i), direction=EQ z = pred[] constant(false)"
            + " ROOT r = pred[100] reduce(p, z), dimensions={0}, to_apply=any; pred[100]",
        "x = f32[90,100] parameter(0); z = f32[] constant(0) a = f32[100] reduce(x, z),"
            + " dimensions={0}, to_apply=sum b = f32[90,100] broadcast(a), dimensions={1}"
            + " d = f32[90,100] subtract(x, b) ROOT r = f32[100] reduce(d, z), dimensions={0},"
            + " to_apply=sum; f32[100]"
      })
  void others(String text) {
    String[] parts = text.split("; ");
    HloModule module = fused(parts[0], parts[1], parts[2]);
    assertFalse(ColumnReduction.fits(new FusedView(module.entry().root(), HOST)));
    check(module);
  }
}
