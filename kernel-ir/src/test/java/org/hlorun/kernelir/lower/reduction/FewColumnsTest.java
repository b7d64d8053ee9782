package org.hlorun.kernelir.lower.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.LiteralCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Reductions to a few columns, whose lanes are rows: exact, as the numbers are small integers. */
class FewColumnsTest {
  private static final List<TargetDescription> TARGETS =
      List.of(PathTarget.AVX2, TargetDescription.named("x86-64-v4"));

  private static final String REDUCERS =
      """
      HloModule t
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      max { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] maximum(a, b) }
      sum64 { a = f64[] parameter(0) b = f64[] parameter(1) ROOT s = f64[] add(a, b) }
      least { a = s32[] parameter(0) b = s32[] parameter(1) ROOT s = s32[] minimum(a, b) }
      """;

  private static HloModule module(String parameters, String body, String result) {
    String names = parameters.replaceAll(" = \\S+ parameter\\(\\d\\)", "").trim();
    String entry =
        "fused { %s %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kInput, calls=fused }"
            .formatted(parameters, body, parameters, result, names.replaceAll("\\s+", ", "));
    HloModule module = HloParser.parse(SourceText.of("t.hlo", REDUCERS + entry));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral numbers(HloInstruction parameter) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(parameter.name().hashCode());
    for (long i = 0; i < result.elementCount(); i++) {
      if (result.elementType().isFloat()) {
        result.setDouble(i, random.nextInt(-4, 5));
      } else {
        result.setLong(i, random.nextInt(-100, 100));
      }
    }
    return result;
  }

  /** The first kernel's name says which way was taken. */
  private static void check(HloModule module, boolean isByRows) {
    List<Literal> arguments = new ArrayList<>();
    module.entry().parameters().forEach(parameter -> arguments.add(numbers(parameter)));
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    HloInstruction root = module.entry().root();
    LiteralCheck.assertSame(expected, KernelRunner.interpret(root, arguments));
    for (TargetDescription target : TARGETS) {
      List<LoweredKernel> kernels = Lowering.lower(root, target);
      assertEquals(isByRows, kernels.getFirst().kernel().name().equals("few_columns"));
      LiteralCheck.assertSame(expected, KernelRunner.run(root, kernels, arguments));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[20,512,3] parameter(0); z = f32[] constant(3) \
          ROOT r = f32[20,3] reduce(x, z), dimensions={1}, to_apply=sum; f32[20,3]
          x = f32[70,77,2] parameter(0); z = f32[] constant(-9) \
          ROOT r = f32[70,2] reduce(x, z), dimensions={1}, to_apply=max; f32[70,2]
          x = f64[9,8,19,4] parameter(0); z = f64[] constant(0) \
          ROOT r = f64[9,4] reduce(x, z), dimensions={1,2}, to_apply=sum64; f64[9,4]
          x = s32[3,501,3] parameter(0); z = s32[] constant(5) \
          ROOT r = s32[3,3] reduce(x, z), dimensions={1}, to_apply=least; s32[3,3]
          x = f32[2000,3] parameter(0) y = f32[3] parameter(1); z = f32[] constant(0) \
          s = f32[3] reduce(x, z), dimensions={0}, to_apply=sum ROOT r = f32[3] add(s, y); f32[3]
          x = f32[40,100,3] parameter(0) w = f32[40,100] parameter(1); z = f32[] constant(0) \
          b = f32[40,100,3] broadcast(w), dimensions={0,1} p = f32[40,100,3] multiply(x, b) \
          s = f32[40,3] reduce(p, z), dimensions={1}, to_apply=sum \
          m = f32[40,3] reduce(x, z), dimensions={1}, to_apply=max \
          ROOT t = (f32[40,3], f32[40,3]) tuple(s, m); (f32[40,3], f32[40,3])
          """)
  void lanesAreRows(String parameters, String body, String result) {
    check(module(parameters, body, result), true);
  }

  /** More columns, few rows, and narrow numbers, which would be gathered. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x = f32[20,100,5] parameter(0); z = f32[] constant(3) \
          ROOT r = f32[20,5] reduce(x, z), dimensions={1}, to_apply=sum; f32[20,5]
          x = f32[200,31,3] parameter(0); z = f32[] constant(3) \
          ROOT r = f32[200,3] reduce(x, z), dimensions={1}, to_apply=sum; f32[200,3]
          x = s8[20,100,3] parameter(0); z = f32[] constant(0) c = f32[20,100,3] convert(x) \
          ROOT r = f32[20,3] reduce(c, z), dimensions={1}, to_apply=sum; f32[20,3]
          """)
  void othersAreNot(String parameters, String body, String result) {
    check(module(parameters, body, result), false);
  }
}
