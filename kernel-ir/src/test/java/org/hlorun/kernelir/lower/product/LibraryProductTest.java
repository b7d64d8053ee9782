package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of narrow types and with something fused to them whose kernels are of the library. */
class LibraryProductTest {
  private static String dot(String left, String right, String result, long[] sizes) {
    return ("x = %s[%d,%d] parameter(0) y = %s[%d,%d] parameter(1) ROOT r = %s[%d,%d] dot(x, y),"
            + " lhs_contracting_dims={1}, rhs_contracting_dims={0}")
        .formatted(left, sizes[0], sizes[2], right, sizes[2], sizes[1], result, sizes[0], sizes[1]);
  }

  private static List<LoweredKernel> kernels(HloModule module) {
    return Lowering.lower(module.entry().root(), PathTarget.AVX2);
  }

  private static HloModule alone(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }");
  }

  /** Sizes that leave parts of tiles, panels, groups of panels and blocks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s8 s8 s32 144 65 800",
        "s8 u8 s32 133 129 400",
        "u8 s8 s32 200 1100 80",
        "u8 u8 s32 397 47 4000",
        "bf16 bf16 bf16 140 130 400",
        "bf16 bf16 f32 397 47 2000",
        "f16 f16 f16 133 128 200",
        "f16 f16 f32 133 530 96"
      })
  void narrowTypes(String form) {
    String[] words = form.split(" ");
    long[] sizes = new long[3];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Long.parseLong(words[3 + i]);
    }
    String body = dot(words[0], words[1], words[2], sizes);
    List<LoweredKernel> kernels = kernels(alone(body));
    assertEquals(2, kernels.size());
    kernels.forEach(kernel -> assertTrue(kernel.kernel().isForAllSizes()));
    ContractionCheck.check(body, sizes[2]);
  }

  /** An odd depth is no depth of pairs, and factors of 32 bits have none. */
  @ParameterizedTest
  @ValueSource(strings = {"s8 s8 s32 401", "s32 s32 s32 400", "s8 s8 s8 400", "bf16 bf16 f32 401"})
  void othersHaveKernelsOfTheirOwn(String form) {
    String[] words = form.split(" ");
    String body = dot(words[0], words[1], words[2], new long[] {144, 65, Long.parseLong(words[3])});
    kernels(alone(body)).forEach(kernel -> assertFalse(kernel.kernel().isForAllSizes()));
    ContractionCheck.check(body, 401);
  }

  @Test
  void eachTypeHasItsKernels() {
    long[] sizes = {144, 65, 800};
    List<LoweredKernel> signed = kernels(alone(dot("s8", "s8", "s32", sizes)));
    List<LoweredKernel> same = kernels(alone(dot("s8", "s8", "s32", new long[] {256, 512, 1024})));
    List<LoweredKernel> mixed = kernels(alone(dot("u8", "s8", "s32", sizes)));
    assertSame(signed.get(1).kernel(), same.get(1).kernel());
    assertNotSame(signed.get(1).kernel(), mixed.get(1).kernel());
  }

  /** A product with a bias of its columns, a scale of its rows, and another matrix. */
  private static HloModule fused(String factors, String sums, long[] sizes) {
    long rows = sizes[0];
    long columns = sizes[1];
    String parameters =
        ("b = f32[%d] parameter(0) y = %s[%d,%d] parameter(1) s = f32[%d] parameter(2)"
                + " x = %s[%d,%d] parameter(3) c = f32[%d,%d] parameter(4)")
            .formatted(
                columns, factors, sizes[2], columns, rows, factors, rows, sizes[2], rows, columns);
    String matrix = "f32[%d,%d]".formatted(rows, columns);
    String code =
        """
        d = %2$s[%3$d,%4$d] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        e = %1$s convert(d)
        t = %1$s broadcast(s), dimensions={0}
        m = %1$s multiply(e, t)
        a = %1$s broadcast(b), dimensions={1}
        p = %1$s add(m, a)
        o = %1$s maximum(p, c)
        ROOT u = (%1$s, %1$s) tuple(o, e)
        """
            .formatted(matrix, sums, rows, columns);
    return ContractionCheck.module(
        "fused { %s %s }\nENTRY main { %s ROOT f = (%s, %s) fusion(b, y, s, x, c), kind=kOutput, calls=fused }"
            .formatted(parameters, code, parameters, matrix, matrix));
  }

  /** Sums of products of small integers, which are exact in every order. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s8 s32 133 130 400",
        "s8 s32 256 256 512",
        "s8 s32 140 129 800",
        "u8 s32 397 47 2048"
      })
  void whatIsFusedIsDoneToTheSums(String form) {
    String[] words = form.split(" ");
    long[] sizes = new long[3];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Long.parseLong(words[2 + i]);
    }
    HloModule module = fused(words[0], words[1], sizes);
    List<LoweredKernel> kernels = kernels(module);
    assertEquals(3, kernels.size());
    for (int i = 0; i < 2; i++) {
      assertTrue(kernels.get(i).kernel().isForAllSizes());
    }
    List<Literal> arguments = SmallIntegers.of(module);
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      assertEquals(executable.run(arguments), KernelRunner.run(module.entry().root(), arguments));
    }
  }

  /** Sums that do not stay in a cache, or of few products, or of floats do not wait. */
  @ParameterizedTest
  @ValueSource(strings = {"s8 s32 2048 512 512", "s8 s32 140 460 240", "f32 f32 256 256 512"})
  void otherFusionsHaveKernelsOfTheirOwn(String form) {
    String[] words = form.split(" ");
    long[] sizes = new long[3];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Long.parseLong(words[2 + i]);
    }
    kernels(fused(words[0], words[1], sizes))
        .forEach(kernel -> assertFalse(kernel.kernel().isForAllSizes()));
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloModule module = fused("s8", "s32", new long[] {133, 130, 272});
    HloInstruction root = module.entry().root();
    List<Literal> arguments = SmallIntegers.of(module);
    assertEquals(KernelRunner.run(root, arguments), KernelRunner.interpret(root, arguments));
  }
}
