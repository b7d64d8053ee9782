package org.hlorun.cpu;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels of a program that are equal but for sizes are compiled once, and called with these. */
class SharedKernelsTest {
  /** Sums over images and places of channels, each of another number of them, and a result. */
  private static String sums(int count, String result) {
    StringBuilder text = new StringBuilder("  n = f32[] constant(0)\n");
    List<String> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int channels = 96 * (2 + i);
      text.append(
          """
            x%1$d = f32[2,%2$d,128] parameter(%3$d)
            p%1$d = f32[%2$d] reduce(x%1$d, n), dimensions={0,2}, to_apply=add
          """
              .formatted(i, channels, i + 1));
      results.add("f32[" + channels + "] p" + i);
    }
    results.add(result);
    String shapes = results.stream().map(each -> each.split(" ", -1)[0]).collect(joining(", "));
    String values = results.stream().map(each -> each.split(" ", -1)[1]).collect(joining(", "));
    return text + "  ROOT all = (" + shapes + ") tuple(" + values + ")\n";
  }

  private static final String SUMS =
      """
      HloModule m
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      ENTRY main {
        x = f32[192,64] parameter(0)
      """
          + sums(36, "f32[192,64] x")
          + "}\n";

  private static final String FEW =
      """
      HloModule m
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      ENTRY main {
        x = f32[192,64] parameter(0)
      """
          + sums(3, "f32[192,64] x")
          + "}\n";

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
        r = f32[128,64] get-tuple-element(l), index=1
      """
          + sums(32, "f32[128,64] r")
          + "}\n";

  /** A program of as many instructions of some sizes as are shared. */
  private static String many(String line, IntFunction<Object[]> sizes) {
    StringBuilder text =
        new StringBuilder(
            """
            HloModule m
            add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
            ENTRY main {
              n = f32[] constant(0)
            """);
    List<String> shapes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      String own = line.replace("#", Integer.toString(i)).formatted(sizes.apply(i));
      text.append(own);
      String result = own.lines().toList().getLast().strip();
      names.add(result.substring(0, result.indexOf(' ')));
      shapes.add(result.substring(result.indexOf('=') + 2, result.indexOf(']') + 1));
    }
    return text
        + "  ROOT all = (%s) tuple(%s)\n}\n"
            .formatted(String.join(", ", shapes), String.join(", ", names));
  }

  /** Sums of long segments, of as many as one task has, and of more. */
  private static final String SEGMENTS =
      many(
          """
            x# = f32[2,%1$d,%2$d] parameter(#)
            p# = f32[%1$d] reduce(x#, n), dimensions={0,2}, to_apply=add
          """,
          i ->
              switch (i % 3) {
                case 0 -> new Object[] {64, 128};
                case 1 -> new Object[] {16, 32768};
                default -> new Object[] {96 * (2 + i), 128};
              });

  private static final String SHORT_COPIES =
      many(
          """
            x# = f32[9,%1$d] parameter(#)
            t# = f32[%1$d,9] transpose(x#), dimensions={1,0}
          """,
          i -> new Object[] {96 + 16 * i});

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
    assertEquals(2, program.kernels().size());
    String sum = program.calls().getFirst().kernel();
    List<KernelCall> sums =
        program.calls().stream().filter(call -> call.kernel().equals(sum)).toList();
    assertEquals(36, sums.size());
    assertTrue(sums.stream().map(KernelCall::tasks).distinct().count() > 1);
  }

  @Test
  void tasksOfOneSegmentAndSingleTasksAreNoKernelsOfTheirOwn() {
    NativeProgram program = emit(SEGMENTS);
    assertEquals(1, program.kernels().size());
    assertTrue(program.calls().stream().allMatch(call -> call.tasks() > 1));
  }

  @Test
  void copiesOfShortRowsAreOneKernel() {
    assertEquals(1, emit(SHORT_COPIES).kernels().size());
  }

  @Test
  void kernelsOfSmallProgramsAreMadeForTheirSizes() {
    assertEquals(4, emit(FEW).kernels().size());
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

  static Stream<String> programs() {
    return Stream.of(SUMS, LOOP, SEGMENTS, SHORT_COPIES);
  }

  /** Sums of small integers are exact in any order. */
  @ParameterizedTest
  @MethodSource("programs")
  void theyComputeWhatTheInterpreterDoes(String text) {
    Literal expected = run(Backend.named("interpreter").orElseThrow(), text, 1);
    assertEquals(expected, run(new CpuBackend(), text, 1));
    assertEquals(expected, run(new CpuBackend(), text, 4));
  }
}
