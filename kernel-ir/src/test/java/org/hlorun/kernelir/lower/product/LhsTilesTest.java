package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.codegen.KernelEmitter;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Left operands whose rows come in runs: the heads of attention, put side by side. */
class LhsTilesTest {
  private static HloModule heads(String type, long rows, long heads, long width, String change) {
    String parameters =
        "x = %1$s[2,%3$d,%2$d,%4$d] parameter(0) y = %1$s[%5$d,160] parameter(1)"
            .formatted(type, rows, heads, width, heads * width);
    String code =
        """
        t = %1$s[2,%2$d,%3$d,%4$d] transpose(x), dimensions={0,2,1,3}
        s = %1$s[2,%2$d,%5$d] reshape(t)
        c = %1$s[2,%2$d,%5$d] %6$s(s)
        ROOT d = %1$s[2,%2$d,160] dot(c, y), lhs_contracting_dims={2}, rhs_contracting_dims={0}
        """
            .formatted(type, rows, heads, width, heads * width, change);
    return ContractionCheck.module(
        "fused { %s %s }\nENTRY main { %s ROOT f = %s[2,%d,160] fusion(x, y), kind=kOutput, calls=fused }"
            .formatted(parameters, code, parameters, type, rows));
  }

  /** Sums of products of small integers, which are exact in every order. */
  @ParameterizedTest
  @CsvSource({
    "f32,100,8,64,copy",
    "f32,75,3,96,copy",
    "f32,70,8,96,copy",
    "f32,67,5,40,copy",
    "f32,80,6,48,negate",
    "f64,100,8,32,copy",
    "bf16,100,8,64,copy"
  })
  void resultsAreThoseOfTheInterpreter(
      String type, long rows, long heads, long width, String change) {
    HloModule module = heads(type, rows, heads, width, change);
    HloInstruction root = module.entry().root();
    List<Literal> arguments = SmallIntegers.of(module);
    try (var executable =
        Backend.named("interpreter").orElseThrow().compile(module, Options.DEFAULT)) {
      Literal expected = executable.run(arguments);
      assertEquals(expected, KernelRunner.run(root, arguments));
      List<LoweredKernel> wide = Lowering.lower(root, PathTarget.AVX512);
      assertEquals(expected, KernelRunner.run(root, wide, arguments, 64));
    }
  }

  /**
   * A vector of a run is loaded at once, also where a block of the depth ends within a run; what
   * vectors do not divide is gathered.
   */
  @ParameterizedTest
  @CsvSource({"f32,32,false", "f32,64,false", "f32,96,false", "f32,128,false", "f32,40,true"})
  void runsAreLoadedAsVectors(String type, long width, boolean gathers) {
    HloInstruction root = heads(type, 100, 8, width, "copy").entry().root();
    TargetDescription machine = PathTarget.AVX512;
    StringBuilder text = new StringBuilder();
    for (LoweredKernel kernel : Lowering.lower(root, machine)) {
      text.append(KernelEmitter.emit(kernel.kernel().named("k"), machine.vectorBytes()));
    }
    assertEquals(gathers, text.indexOf("masked.gather") >= 0);
  }
}
