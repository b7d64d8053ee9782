package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
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
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are nothing but calls of kernels have no function of their own. */
class SequenceTest {
  /** Two products of the library, of two kernels each, and a transposition: all worth threads. */
  private static final String SEQUENCE =
      """
      HloModule m
      ENTRY main {
        x = f32[1104,1040] parameter(0)
        y = f32[1040,144] parameter(1)
        p = f32[1104,144] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        t = f32[144,1104] transpose(p), dimensions={1,0}
        ROOT r = f32[144,144] dot(t, p), lhs_contracting_dims={1}, rhs_contracting_dims={0}
      }
      """;

  private static final String LOOP =
      """
      HloModule m
      next { x = s32[] parameter(0) one = s32[] constant(1) ROOT r = s32[] add(x, one) }
      more { x = s32[] parameter(0) end = s32[] constant(9) ROOT r = pred[] compare(x, end), direction=LT }
      ENTRY main {
        x = s32[] parameter(0)
        ROOT r = s32[] while(x), condition=more, body=next
      }
      """;

  private static final String BRANCHES =
      """
      HloModule m
      a { x = f32[3] parameter(0) ROOT r = f32[3] negate(x) }
      b { x = f32[3] parameter(0) ROOT r = f32[3] exponential(x) }
      ENTRY main {
        p = pred[] parameter(0)
        x = f32[3] parameter(1)
        ROOT r = f32[3] conditional(p, x, x), true_computation=a, false_computation=b
      }
      """;

  private static final String HANDED_BACK =
      """
      HloModule m
      ENTRY main { x = c64[3] parameter(0) ROOT r = c64[3] tan(x) }
      """;

  private static HloModule module(String text) {
    return HloParser.parse(SourceText.of("m.hlo", text));
  }

  private static NativeProgram emit(String text, EmissionOptions options) {
    TargetDescription target = TargetDescription.host();
    HloModule module = module(text);
    KernelPlan plan = KernelPlan.of(module, target);
    BufferAssignment memory = BufferAssignment.assign(module, AssignmentOptions.DEFAULT);
    return ProgramEmitter.emit(module, plan, memory, target, options);
  }

  @Test
  void aSequenceIsAListOfCalls() {
    NativeProgram program = emit(SEQUENCE, new EmissionOptions(true, 0, false, true, true, true));
    assertNull(program.driver());
    assertEquals(5, program.calls().size());
    assertEquals(ProgramEmitter.FIRST_SLOT, program.calls().getFirst().slot());
    assertTrue(program.calls().stream().allMatch(KernelCall::isParallel));
    assertTrue(program.library().containsKey(ProgramEmitter.ENTRY));
    for (KernelCall call : program.calls()) {
      assertTrue(
          program.library().containsKey(call.kernel())
              || program.kernels().containsKey(call.kernel()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LOOP, BRANCHES, HANDED_BACK})
  void otherProgramsHaveAFunction(String text) {
    NativeProgram program = emit(text, new EmissionOptions(true, 0, false, true, true, true));
    assertNotNull(program.driver());
    assertEquals(List.of(), program.calls());
  }

  @Test
  void programsThatAreTimedHaveAFunction() {
    assertNotNull(emit(SEQUENCE, new EmissionOptions(true, 0, true, true, true, true)).driver());
  }

  private static List<Literal> arguments() {
    return module(SEQUENCE).entry().parameters().stream().map(SequenceTest::numbers).toList();
  }

  private static Literal numbers(HloInstruction parameter) {
    ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
    for (long i = 0; i < literal.elementCount(); i++) {
      literal.setDouble(i, i * 7 % 5 - 2);
    }
    return literal;
  }

  /** Sums of products of small integers, which are exact in every order. */
  @Test
  void itRunsOnOneThreadAndOnTwo() {
    Literal expected;
    try (Executable reference =
        Backend.named("interpreter").orElseThrow().compile(module(SEQUENCE), Options.DEFAULT)) {
      expected = reference.run(arguments());
    }
    for (int threads = 1; threads <= 2; threads++) {
      Options options = Options.DEFAULT.withThreads(threads).withCache(CachePolicy.OFF);
      try (Executable executable = new CpuBackend().compile(module(SEQUENCE), options)) {
        assertEquals(expected, executable.run(arguments()));
        assertEquals(expected, executable.run(arguments()));
      }
    }
  }

  /** All steps take a hundred times as long as they may. */
  @Test
  void itStopsBetweenKernels() {
    StringBuilder text = new StringBuilder("HloModule m\nENTRY main {\n");
    text.append("x0 = f32[1200,1200] parameter(0)\n");
    for (int i = 1; i <= 400; i++) {
      text.append(
          "x%d = f32[1200,1200] dot(x%d, x0), lhs_contracting_dims={1}, rhs_contracting_dims={0}\n"
              .formatted(i, i - 1));
    }
    HloModule module = module(text.append("ROOT r = f32[1200,1200] negate(x400)\n}").toString());
    Options options =
        Options.DEFAULT.withCache(CachePolicy.OFF).withTimeout(Duration.ofMillis(100));
    Literal ones = numbers(module.entry().parameters().getFirst());
    try (Executable executable = new CpuBackend().compile(module, options)) {
      HloException problem = assertThrows(HloException.class, () -> executable.run(List.of(ones)));
      assertEquals(DiagnosticCode.TIME_LIMIT, problem.diagnostics().getFirst().code());
    }
  }
}
