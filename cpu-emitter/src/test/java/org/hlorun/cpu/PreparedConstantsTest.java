package org.hlorun.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.emitter.EmissionOptions;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

/** Weights that are constants are copied to panels once, and not by every run. */
class PreparedConstantsTest {
  private static final int ROWS = 100;
  private static final int DEPTH = 64;
  private static final int COLUMNS = 48;

  private static int weight(int k, int column) {
    return (k * 7 + column * 3) % 11 - 5;
  }

  /** Column by column, so that the kernel that multiplies cannot read them in place. */
  private static String weights() {
    return IntStream.range(0, COLUMNS)
        .mapToObj(
            column ->
                IntStream.range(0, DEPTH)
                    .mapToObj(k -> Integer.toString(weight(k, column)))
                    .collect(Collectors.joining(", ", "{", "}")))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static HloModule product() {
    return HloParser.parse(
        SourceText.of(
            "weights.hlo",
            """
            HloModule weights
            ENTRY main {
              x = f32[%d,%d] parameter(0)
              w = f32[%d,%d] constant(%s)
              ROOT r = f32[%d,%d] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={1}
            }
            """
                .formatted(ROWS, DEPTH, COLUMNS, DEPTH, weights(), ROWS, COLUMNS)));
  }

  private static NativeProgram emit(boolean prepares) {
    TargetDescription target = TargetDescription.named("x86-64-v3");
    HloModule module = product();
    return ProgramEmitter.emit(
        module,
        KernelPlan.of(module, target),
        BufferAssignment.assign(module, AssignmentOptions.DEFAULT),
        target,
        new EmissionOptions(false, 0, false, true, prepares, false));
  }

  private static int calls(NativeProgram program) {
    return (int) program.driver().lines().filter(line -> line.contains("call void @")).count();
  }

  @Test
  void theCopyIsNoPartOfTheProgram() {
    assertEquals(0, emit(false).prepared().size());
    assertEquals(2, calls(emit(false)));
    assertEquals(1, emit(true).prepared().size());
    assertEquals(1, calls(emit(true)));
    assertEquals(0, emit(true).scratchBytes());
  }

  /** Sums of products of small integers, which are exact in every order. */
  @Test
  void everyRunMultipliesByTheWeights() {
    HloModule module = product();
    try (Executable executable = new CpuBackend().compile(module, Options.DEFAULT)) {
      for (int run = 0; run < 3; run++) {
        ArrayLiteral x =
            ArrayLiteral.allocate(module.entry().parameters().getFirst().shape().asArray());
        for (int e = 0; e < ROWS * DEPTH; e++) {
          x.setDouble(e, (e * 5 + run) % 17 - 8);
        }
        Literal result = executable.run(List.of(x));
        for (int e = 0; e < ROWS * COLUMNS; e++) {
          double expected = 0;
          for (int k = 0; k < DEPTH; k++) {
            expected += x.getDouble(e / COLUMNS * DEPTH + k) * weight(k, e % COLUMNS);
          }
          assertEquals(expected, ((ArrayLiteral) result).getDouble(e), "element " + e);
        }
      }
    }
  }
}
