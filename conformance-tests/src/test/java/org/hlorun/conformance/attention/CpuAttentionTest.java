package org.hlorun.conformance.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.lower.attention.PanelAttention;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention in one pass over the keys on the back end {@code cpu}. */
class CpuAttentionTest {
  private static final Backend REFERENCE = Backend.named("interpreter").orElseThrow();
  private static final Backend CPU = Backend.named("cpu").orElseThrow();

  private static Literal run(
      Backend backend, HloModule module, List<Literal> arguments, int threads) {
    Options options = Options.DEFAULT.withThreads(threads);
    try (Executable executable = backend.compile(module, options)) {
      return executable.run(arguments);
    }
  }

  private static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), Distribution.NORMAL, 5 + arguments.size()));
    }
    return arguments;
  }

  /** How many attentions are one kernel. */
  private static long kernels(HloModule module) {
    HloModule fused = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass(attention -> PanelAttention.fits(attention, TargetDescription.host()))
        .run(fused);
    return fused.entry().instructions().stream()
        .filter(instruction -> AttentionParts.of(instruction).isPresent())
        .count();
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("hlo.attentions", 6));
  }

  /** Within the bounds of rounding errors, and the same bits on any number of threads. */
  @ParameterizedTest
  @MethodSource("seeds")
  void randomAttentionsAgreeWithTheInterpreter(long seed) {
    AttentionProgram program = AttentionProgram.random(seed);
    HloModule module = program.module();
    assertEquals(1, kernels(module), program::toString);
    List<Literal> arguments = arguments(module);
    Literal expected = run(REFERENCE, module, arguments, 1);
    Literal one = run(CPU, module, arguments, 1);
    Verdict verdict = Verdict.of(module, arguments, expected, one, REFERENCE);
    assertTrue(verdict.isWithin(), () -> program + ": " + verdict);
    assertEquals(one, run(CPU, module, arguments, 2), program::toString);
  }

  /** Queries of zeros weigh all keys they see alike: value k is k, so that query i gets i / 2. */
  @Test
  void equalScoresGiveMeans() {
    AttentionProgram program =
        new AttentionProgram("f32", 1, 1, 1, 150, 150, 8, 3, AttentionProgram.Mask.CAUSAL, false);
    HloModule module = program.module();
    List<Literal> arguments = arguments(module);
    ArrayLiteral queries =
        ArrayLiteral.allocate(module.entry().parameters().get(0).shape().asArray());
    ArrayLiteral values =
        ArrayLiteral.allocate(module.entry().parameters().get(2).shape().asArray());
    for (long i = 0; i < values.elementCount(); i++) {
      values.setDouble(i, i / 3);
    }
    arguments.set(0, queries);
    arguments.set(2, values);
    ArrayLiteral result = (ArrayLiteral) run(CPU, module, arguments, 1);
    assertEquals(1, kernels(module));
    for (long i = 0; i < result.elementCount(); i++) {
      // A sum of n terms that are at most n, and a division: n / 2 * (n + 1) units of 2^-24.
      assertEquals(i / 3 / 2.0, result.getDouble(i), 75 * 151 * 0x1p-24, "element " + i);
    }
  }

  /** A query that sees no key divides nothing by nothing, as it does step by step. */
  @Test
  void noKeyAtAllIsNoNumber() {
    AttentionProgram program =
        new AttentionProgram("f32", 1, 1, 1, 9, 130, 4, 5, AttentionProgram.Mask.ADDED, false);
    HloModule module = program.module();
    List<Literal> arguments = arguments(module);
    ArrayLiteral bias = ArrayLiteral.allocate(module.entry().parameters().get(3).shape().asArray());
    for (long i = 0; i < bias.elementCount(); i++) {
      // Query 0 sees nothing, query 1 only the last key, all others everything.
      boolean hidden = i < 130 || (i < 260 && i != 259);
      bias.setDouble(i, hidden ? Double.NEGATIVE_INFINITY : 0);
    }
    arguments.set(3, bias);
    ArrayLiteral result = (ArrayLiteral) run(CPU, module, arguments, 1);
    ArrayLiteral values = (ArrayLiteral) arguments.get(2);
    for (int d = 0; d < 5; d++) {
      assertTrue(Double.isNaN(result.getDouble(d)));
      assertEquals(values.getDouble(129 * 5 + d), result.getDouble(5 + d));
      assertTrue(Double.isFinite(result.getDouble(10 + d)));
    }
  }

  /** With one query all is bound by reading the keys: a kernel for each step stays. */
  @Test
  void oneQueryIsNoPanel() {
    AttentionProgram program =
        new AttentionProgram("f32", 2, 3, 1, 1, 90, 16, 16, AttentionProgram.Mask.NONE, false);
    assertEquals(0, kernels(program.module()));
  }
}
