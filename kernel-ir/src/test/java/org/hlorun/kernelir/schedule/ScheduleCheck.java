package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.LiteralCheck;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
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

/** Kernels of small programs on small integers, whose results are exact. */
final class ScheduleCheck {
  private ScheduleCheck() {}

  /** Vectors of 64 bytes. */
  static final TargetDescription AVX512 = TargetDescription.named("x86-64-v4");

  private static final String REDUCERS =
      """
      HloModule t
      max { a = f32[] parameter(0) b = f32[] parameter(1) ROOT m = f32[] maximum(a, b) }
      sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      """;

  /** A program, to which computations {@code max} and {@code sum} of f32 are added. */
  static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", REDUCERS + text));
    HloVerifier.verify(module);
    return module;
  }

  /** A program of one instruction. */
  static HloModule entry(String body) {
    return module("ENTRY main { " + body + " }");
  }

  /** A program of one fusion. */
  static HloModule fusion(String parameters, String body, String result) {
    String names = parameters.replaceAll(" = \\S+ parameter\\(\\d\\)", "").trim();
    return module(
        "fused { %s %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kLoop, calls=fused }"
            .formatted(parameters, body, parameters, result, names.replaceAll("\\s+", ", ")));
  }

  private static ArrayLiteral numbers(HloInstruction parameter, int seed) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(seed);
    for (long i = 0; i < result.elementCount(); i++) {
      if (result.elementType().isFloat()) {
        result.setDouble(i, random.nextInt(-50, 51));
      } else {
        result.setLong(i, random.nextInt(0, 51));
      }
    }
    return result;
  }

  /** The kernel of a program's root. */
  static String kernel(HloModule module, TargetDescription target) {
    return KernelText.of(Lowering.lower(module.entry().root(), target).getFirst().kernel());
  }

  /** How often a pattern is found. */
  static long count(String text, String part) {
    return Pattern.compile(part).matcher(text).results().count();
  }

  /** Compares with the interpreter, for narrow and wide vectors. */
  static void check(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(numbers(parameter, arguments.size()));
    }
    Literal expected;
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      expected = executable.run(arguments);
    }
    HloInstruction root = module.entry().root();
    LiteralCheck.assertSame(expected, KernelRunner.interpret(root, arguments));
    LiteralCheck.assertSame(expected, KernelRunner.run(root, arguments));
    for (TargetDescription target : List.of(PathTarget.AVX2, AVX512)) {
      LiteralCheck.assertSame(
          expected, KernelRunner.run(root, Lowering.lower(root, target), arguments));
    }
  }
}
