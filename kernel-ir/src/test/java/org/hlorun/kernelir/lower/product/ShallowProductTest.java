package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of few factors a sum with something fused to them, on whatever machine. */
class ShallowProductTest {
  private static final int VECTOR_BYTES = 64;

  /** A dense layer: a bias of the columns and a matrix are added, and there are two results. */
  private static HloModule layer(String type, long rows, long columns, long depth) {
    String parameters =
        ("x = %1$s[%2$d,%4$d] parameter(0) y = %1$s[%4$d,%3$d] parameter(1)"
                + " b = %1$s[%3$d] parameter(2) c = %1$s[%2$d,%3$d] parameter(3)")
            .formatted(type, rows, columns, depth);
    String matrix = "%s[%d,%d]".formatted(type, rows, columns);
    String code =
        """
        d = %1$s dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        e = %1$s broadcast(b), dimensions={1}
        a = %1$s add(d, e)
        s = %1$s subtract(a, c)
        ROOT t = (%1$s, %1$s) tuple(s, a)
        """
            .formatted(matrix);
    return fusion(parameters, code, "(%s, %s)".formatted(matrix, matrix), "x, y, b, c");
  }

  private static HloModule fusion(String parameters, String code, String result, String operands) {
    return ContractionCheck.module(
        "fused { %s %s }\nENTRY main { %s ROOT f = %s fusion(%s), kind=kOutput, calls=fused }"
            .formatted(parameters, code, parameters, result, operands));
  }

  private static List<LoweredKernel> kernels(HloModule module) {
    return kernels(module, PathTarget.AVX512);
  }

  private static List<LoweredKernel> kernels(HloModule module, TargetDescription target) {
    return Lowering.lower(module.entry().root(), target);
  }

  private static boolean isShallow(HloModule module) {
    return isShallow(module, PathTarget.AVX512);
  }

  /** Whether neither operand is copied before: the only kernel copies panels, but no tiles. */
  private static boolean isShallow(HloModule module, TargetDescription target) {
    List<LoweredKernel> kernels = kernels(module, target);
    return kernels.size() == 1
        && kernels.getFirst().kernel().locals().stream()
            .map(Buffer::name)
            .toList()
            .equals(List.of("panels", "sums"));
  }

  private static void check(HloModule module) {
    List<Literal> arguments = SmallIntegers.of(module);
    assertEquals(
        reference(module, arguments),
        KernelRunner.run(module.entry().root(), kernels(module), arguments, VECTOR_BYTES));
  }

  private static Literal reference(HloModule module, List<Literal> arguments) {
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      return executable.run(arguments);
    }
  }

  /** Sizes that leave parts of blocks, and depths with and without parts. */
  @ParameterizedTest
  @CsvSource({
    "f32,256,256,256",
    "f32,40,1056,36",
    "f32,272,96,1024",
    "f32,1064,32,772",
    "f64,136,80,388",
    "f64,32,496,512"
  })
  void resultsAreThoseOfTheInterpreter(String type, long rows, long columns, long depth) {
    HloModule module = layer(type, rows, columns, depth);
    assertTrue(isShallow(module));
    check(module);
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloModule module = layer("f32", 48, 800, 40);
    assertTrue(isShallow(module));
    HloInstruction root = module.entry().root();
    List<Literal> arguments = SmallIntegers.of(module);
    assertEquals(
        KernelRunner.run(root, kernels(module), arguments, VECTOR_BYTES),
        KernelRunner.interpret(root, kernels(module), arguments));
  }

  /** Pairs of bf16, by the kernels' interpreter and by the processor if it multiplies them. */
  private static void checkPairs(HloModule module) {
    assertTrue(isShallow(module, PathTarget.BRAIN_PAIRS));
    HloInstruction root = module.entry().root();
    List<LoweredKernel> kernels = kernels(module, PathTarget.BRAIN_PAIRS);
    List<Literal> arguments = SmallIntegers.of(module);
    Literal expected = reference(module, arguments);
    assertEquals(expected, KernelRunner.interpret(root, kernels, arguments));
    if (TargetDescription.host().has("avx512bf16")) {
      assertEquals(expected, KernelRunner.run(root, kernels, arguments, VECTOR_BYTES));
    }
  }

  @ParameterizedTest
  @CsvSource({"40,480,64", "32,1056,40", "136,160,192"})
  void pairs(long rows, long columns, long depth) {
    checkPairs(layer("bf16", rows, columns, depth));
  }

  /** The left operand is read by pairs, and one by one as what is added. */
  @Test
  void residual() {
    checkPairs(
        fusion(
            "x = bf16[40,192] parameter(0) y = bf16[192,192] parameter(1)",
            """
            d = bf16[40,192] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            ROOT s = bf16[40,192] add(x, d)
            """,
            "bf16[40,192]",
            "x, y"));
  }

  /** Rows of pairs that have those of other matrices, or of the other operand, between them. */
  @Test
  void pairsOfABatch() {
    checkPairs(
        fusion(
            "x = bf16[32,3,104] parameter(0) y = bf16[104,3,320] parameter(1)",
            """
            d = f32[3,32,320] dot(x, y), lhs_batch_dims={1}, rhs_batch_dims={1},
              lhs_contracting_dims={2}, rhs_contracting_dims={0}
            ROOT n = f32[3,32,320] negate(d)
            """,
            "f32[3,32,320]",
            "x, y"));
  }

  /** Matrices of a batch whose rows have those of others between them. */
  @Test
  void rowsOfABatch() {
    HloModule module =
        fusion(
            "x = f32[64,3,180] parameter(0) y = f32[180,3,160] parameter(1)",
            """
            d = f32[3,64,160] dot(x, y), lhs_batch_dims={1}, rhs_batch_dims={1},
              lhs_contracting_dims={2}, rhs_contracting_dims={0}
            ROOT n = f32[3,64,160] negate(d)
            """,
            "f32[3,64,160]",
            "x, y");
    assertTrue(isShallow(module));
    check(module);
  }

  /** Deep products with nothing fused to them are of the library. */
  @Test
  void plainProductsHaveKernelsForAllSizes() {
    String product =
        "x = f32[%1$d,%1$d] parameter(0) y = f32[%1$d,%1$d] parameter(1) ROOT r = f32[%1$d,%1$d]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}";
    for (long size : new long[] {512, 1024, 2048}) {
      HloModule module =
          ContractionCheck.module("ENTRY main { %s }".formatted(product.formatted(size)));
      kernels(module).forEach(kernel -> assertTrue(kernel.kernel().isForAllSizes()));
    }
  }

  /** Two threads get equally much to do. */
  @ParameterizedTest
  @CsvSource({"512,512,512,4", "400,128,768,4", "1024,2048,512,16", "248,32,1024,2"})
  void tasks(long rows, long columns, long depth, long tasks) {
    HloModule module = layer("f32", rows, columns, depth);
    assertTrue(isShallow(module));
    assertEquals(tasks, kernels(module).getFirst().tasks());
  }

  /** Parts of tiles, deep products and operands that are computed have other kernels. */
  @Test
  void others() {
    assertFalse(isShallow(layer("f32", 257, 256, 256)));
    assertFalse(isShallow(layer("f32", 256, 250, 256)));
    assertFalse(isShallow(layer("f32", 256, 256, 1028)));
    assertFalse(isShallow(layer("f32", 256, 256, 254)));
    assertFalse(isShallow(layer("bf16", 256, 256, 256)));
    assertFalse(isShallow(layer("bf16", 256, 256, 252), PathTarget.BRAIN_PAIRS));
    assertFalse(isShallow(layer("bf16", 256, 256, 2056), PathTarget.BRAIN_PAIRS));
    HloModule rounded =
        fusion(
            "x = f32[256,256] parameter(0) y = f32[256,256] parameter(1)",
            """
            a = bf16[256,256] convert(x)
            b = f32[256,256] convert(a)
            ROOT d = f32[256,256] dot(b, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            """,
            "f32[256,256]",
            "x, y");
    assertFalse(isShallow(rounded));
    HloModule computed =
        fusion(
            "x = f32[256,256] parameter(0) y = f32[256,256] parameter(1)",
            """
            e = f32[256,256] exponential(x)
            ROOT d = f32[256,256] dot(e, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            """,
            "f32[256,256]",
            "x, y");
    assertFalse(isShallow(computed));
  }
}
