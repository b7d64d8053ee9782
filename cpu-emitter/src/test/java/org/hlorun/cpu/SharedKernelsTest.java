package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.emitter.EmissionOptions;
import org.hlorun.cpu.emitter.KernelCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of a program that are equal but for sizes are compiled once, and called with these. */
class SharedKernelsTest {
  /** Sums over images and places of channels, of three sizes; all are worth threads. */
  private static final String SUMS =
      """
      HloModule m
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      ENTRY main {
        x = f32[8,384,128] parameter(0)
        y = f32[8,192,128] parameter(1)
        z = f32[16,288,128] parameter(2)
        n = f32[] constant(0)
        p = f32[384] reduce(x, n), dimensions={0,2}, to_apply=add
        q = f32[192] reduce(y, n), dimensions={0,2}, to_apply=add
        r = f32[288] reduce(z, n), dimensions={0,2}, to_apply=add
        ROOT t = (f32[384], f32[192], f32[288]) tuple(p, q, r)
      }
      """;

  /** One kernel before a loop and in it. */
  private static final String LOOP =
      """
      HloModule m
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      more {
        s = (s32[], f32[128,64]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        end = s32[] constant(3)
        ROOT r = pred[] compare(i, end), direction=LT
      }
      next {
        s = (s32[], f32[128,64]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        x = f32[128,64] get-tuple-element(s), index=1
        one = s32[] constant(1)
        j = s32[] add(i, one)
        t = f32[64,128] transpose(x), dimensions={1,0}
        y = f32[128,64] reshape(t)
        ROOT r = (s32[], f32[128,64]) tuple(j, y)
      }
      ENTRY main {
        x = f32[192,64] parameter(0)
        t = f32[64,192] transpose(x), dimensions={1,0}
        w = f32[64,128] slice(t), slice={[0:64], [32:160]}
        y = f32[128,64] reshape(w)
        zero = s32[] constant(0)
        s = (s32[], f32[128,64]) tuple(zero, y)
        l = (s32[], f32[128,64]) while(s), condition=more, body=next
        ROOT r = f32[128,64] get-tuple-element(l), index=1
      }
      """;

  private static HloModule module(String text) {
    return HloParser.parse(SourceText.of("m.hlo", text));
  }

  private static NativeProgram emit(String text) {
    TargetDescription target = TargetDescription.named("x86-64-v3");
    HloModule module = module(text);
    KernelPlan plan = KernelPlan.of(module, target);
    BufferAssignment memory = BufferAssignment.assign(module, AssignmentOptions.DEFAULT);
    EmissionOptions options = new EmissionOptions(true, 0, false, true, true, true);
    return ProgramEmitter.emit(module, plan, memory, target, options);
  }

  @Test
  void oneKernelIsCalledWithDifferentSizes() {
    NativeProgram program = emit(SUMS);
    assertEquals(3, program.calls().size());
    assertEquals(1, program.kernels().size());
    KernelCall first = program.calls().getFirst();
    program.calls().forEach(call -> assertEquals(first.kernel(), call.kernel()));
    assertNotEquals(first.tasks(), program.calls().get(1).tasks());
  }

  /** What is written does not depend on anything but the program. */
  @Test
  void theTextIsTheSameEveryTime() {
    assertEquals(emit(SUMS).kernels(), emit(SUMS).kernels());
    assertEquals(emit(LOOP).driver(), emit(LOOP).driver());
  }

  private static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, (double) (i * 7 % 13 - 5));
      }
      arguments.add(literal);
    }
    return arguments;
  }

  private static Literal run(Backend backend, String text, int threads) {
    HloModule module = module(text);
    try (Executable executable = backend.compile(module, Options.DEFAULT.withThreads(threads))) {
      return executable.run(arguments(module));
    }
  }

  /** Sums of small integers are exact in any order. */
  @ParameterizedTest
  @ValueSource(strings = {SUMS, LOOP})
  void theyComputeWhatTheInterpreterDoes(String text) {
    Literal expected = run(Backend.named("interpreter").orElseThrow(), text, 1);
    assertEquals(expected, run(new CpuBackend(), text, 1));
    assertEquals(expected, run(new CpuBackend(), text, 4));
  }
}
