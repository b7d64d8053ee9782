package org.hlorun.kernelir.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.LiteralCheck;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Updates of single elements, many of the same one, in copies and in registers. */
class ScatterTest {
  private static HloModule module(String type, String operation, int elements, int updates) {
    String text =
        """
        HloModule t
        f { a = T[] parameter(0) b = T[] parameter(1) ROOT c = T[] O }
        ENTRY main {
          x = T[E] parameter(0) i = s32[U,1] parameter(1) u = T[U] parameter(2)
          ROOT r = T[E] scatter(x, i, u), update_window_dims={}, inserted_window_dims={0},
            scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=f
        }
        """
            .replace("T[", type + "[")
            .replace("O }", operation + " }")
            .replace("[E]", "[" + elements + "]")
            .replace("[U", "[" + updates);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static ArrayLiteral numbers(HloInstruction parameter, int seed) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(seed);
    for (long i = 0; i < result.elementCount(); i++) {
      if (result.elementType().isFloat()) {
        result.setDouble(i, random.nextInt(-50, 51) / 8.0);
      } else {
        result.setLong(i, random.nextInt(0, 101));
      }
    }
    return result;
  }

  /** Runs of indices, single ones, and some that are no elements at all. */
  private static ArrayLiteral indices(HloInstruction parameter, int elements) {
    ArrayLiteral result = ArrayLiteral.allocate(parameter.shape().asArray());
    Random random = new Random(elements);
    int index = 0;
    for (long i = 0; i < result.elementCount(); i++) {
      index = random.nextInt(3) > 0 ? index : random.nextInt(-1, elements + 1);
      result.setLong(i, index);
    }
    return result;
  }

  /** The order of float additions is that of the interpreter, so that all bits are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          s32; add(a, b); 9; 1000; true
          s32; add(a, b); 100; 401; true
          s64; add(a, b); 33; 1003; true
          u8; add(a, b); 256; 5000; true
          s16; maximum(a, b); 17; 333; true
          u32; minimum(a, b); 17; 334; true
          s8; multiply(a, b); 17; 335; true
          s32; xor(a, b); 1; 50; true
          s64; maximum(a, b); 17; 333; false
          s32; subtract(a, b); 17; 333; false
          s32; add(a, b); 100; 399; false
          s32; add(a, b); 5000; 90000; false
          f32; add(a, b); 9; 1000; false
          f32; add(b, a); 1; 100; false
          f64; maximum(a, b); 300; 40; false
          bf16; add(a, b); 50; 777; false
          f32; subtract(b, a); 20; 301; false
          pred; or(a, b); 20; 301; false
          """)
  void elements(String type, String operation, int elements, int updates, boolean inCopies) {
    HloModule module = module(type, operation, elements, updates);
    HloInstruction root = module.entry().root();
    List<HloInstruction> parameters = module.entry().parameters();
    List<Literal> arguments =
        List.of(
            numbers(parameters.get(0), 1),
            indices(parameters.get(1), elements),
            numbers(parameters.get(2), 2));
    Literal expected = expected(module, arguments);
    LiteralCheck.assertSame(expected, KernelRunner.interpret(root, arguments));
    for (TargetDescription target :
        List.of(PathTarget.AVX2, TargetDescription.named("x86-64-v4"))) {
      var kernels = Lowering.lower(root, target);
      assertEquals(inCopies, !kernels.getLast().kernel().locals().isEmpty());
      LiteralCheck.assertSame(expected, KernelRunner.run(root, kernels, arguments));
    }
  }

  /** Sorted indices begin and end outside of the array. */
  @ParameterizedTest
  @CsvSource({"f32, 30, 300", "s32, 500, 600", "bf16, 1, 20", "f64, 40, 0"})
  void sorted(String type, int elements, int updates) {
    String text =
        HloPrinter.print(module(type, "add(a, b)", elements, updates), PrintForm.LONG)
            .replace("index_vector_dim=1", "index_vector_dim=1, indices_are_sorted=true");
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloInstruction root = module.entry().root();
    List<HloInstruction> parameters = module.entry().parameters();
    ArrayLiteral indices = ArrayLiteral.allocate(parameters.get(1).shape().asArray());
    for (long i = 0; i < indices.elementCount(); i++) {
      indices.setLong(i, i * (elements + 4) / updates - 2);
    }
    List<Literal> arguments =
        List.of(numbers(parameters.get(0), 1), indices, numbers(parameters.get(2), 2));
    Literal expected = expected(module, arguments);
    for (TargetDescription target :
        List.of(PathTarget.AVX2, TargetDescription.named("x86-64-v4"))) {
      var kernels = Lowering.lower(root, target);
      String kernel = KernelText.of(kernels.getLast().kernel());
      assertTrue(kernel.contains("compare eq"), kernel); // with the place before
      LiteralCheck.assertSame(expected, KernelRunner.run(root, kernels, arguments));
    }
  }

  private static Literal expected(HloModule module, List<Literal> arguments) {
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      return executable.run(arguments);
    }
  }

  /** Places and values that are computed, repeated or not, in blocks with and without a rest. */
  @ParameterizedTest
  @CsvSource({
    "s32, 40, 1024, 0",
    "s32, 40, 700, 0.9",
    "s32, 3000, 700, 0",
    "s32, 3000, 1700, 0.9",
    "f32, 40, 1500, 0",
    "f32, 40, 1500, 0.95",
    "f32, 40, 1500, 1",
    "f32, 40, 511, 0",
    "f64, 33, 513, 0.9",
    "bf16, 40, 600, 0.9",
    "bf16, 40, 600, 0",
    "u8, 40, 600, 0"
  })
  void computedPlaces(String type, int elements, int updates, double repeated) {
    String text =
        """
        HloModule t
        f { a = T[] parameter(0) b = T[] parameter(1) ROOT c = T[] add(a, b) }
        fused {
          x = T[E] parameter(0) p = f32[U] parameter(1) u = T[U] parameter(2)
          half = f32[] constant(0.5) halves = f32[U] broadcast(half), dimensions={}
          h = f32[U] multiply(p, halves) c = s32[U] convert(h) i = s32[U,1] reshape(c)
          v = T[U] add(u, u)
          ROOT r = T[E] scatter(x, i, v), update_window_dims={}, inserted_window_dims={0},
            scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=f
        }
        ENTRY main {
          x = T[E] parameter(0) p = f32[U] parameter(1) u = T[U] parameter(2)
          ROOT r = T[E] fusion(x, p, u), kind=kLoop, calls=fused
        }
        """
            .replace("T[", type + "[")
            .replace("[E]", "[" + elements + "]")
            .replace("[U", "[" + updates);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    HloVerifier.verify(module);
    HloInstruction root = module.entry().root();
    List<HloInstruction> parameters = module.entry().parameters();
    ArrayLiteral places = ArrayLiteral.allocate(parameters.get(1).shape().asArray());
    Random random = new Random(7);
    int place = 0;
    for (long i = 0; i < places.elementCount(); i++) {
      place = random.nextDouble() < repeated ? place : random.nextInt(-6, 2 * elements + 6);
      places.setDouble(i, place);
    }
    List<Literal> arguments =
        List.of(numbers(parameters.get(0), 1), places, numbers(parameters.get(2), 2));
    Literal expected = expected(module, arguments);
    LiteralCheck.assertSame(expected, KernelRunner.interpret(root, arguments));
    for (TargetDescription target :
        List.of(PathTarget.AVX2, TargetDescription.named("x86-64-v4"))) {
      var kernels = Lowering.lower(root, target);
      boolean inBlocks =
          kernels.getLast().kernel().locals().stream().anyMatch(l -> l.name().equals("places"));
      assertEquals(updates >= 512, inBlocks);
      LiteralCheck.assertSame(expected, KernelRunner.run(root, kernels, arguments));
    }
  }
}
