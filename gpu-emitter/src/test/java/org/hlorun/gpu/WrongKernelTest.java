package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.emulator.EmulatedDevice;
import org.hlorun.gpu.runtime.GpuExecutable;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.junit.jupiter.api.Test;

/**
 * Errors planted in the kernels of right programs are reported, with the line and what it is for.
 */
class WrongKernelTest {
  private static final String SUM =
      """
      HloModule sum
      ENTRY e {
        x = f32[1000] parameter(0)
        y = f32[1000] parameter(1)
        ROOT total = f32[1000] add(x, y)
      }
      """;

  private static final String TURN =
      """
      HloModule turn
      ENTRY e {
        x = f32[64,96] parameter(0)
        ROOT turned = f32[96,64] transpose(x), dimensions={1,0}
      }
      """;

  private static Diagnostic failure(String program, String right, String wrong) {
    HloModule module = Programs.parse(program);
    GpuProgram made = GpuProgramEmitter.emit(module, GpuTarget.of(90), Numerics.DEFAULT);
    String ptx = made.ptx().replaceAll(right, wrong);
    assertNotEquals(made.ptx(), ptx, made.ptx());
    GpuProgram changed =
        new GpuProgram(
            ptx,
            made.steps(),
            made.assignment(),
            made.scratchBytes(),
            made.handedBack(),
            made.kernels(),
            List.of());
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, arguments.size()));
    }
    try (Executable executable =
        new GpuExecutable(
            module, changed, new EmulatedDevice(), List.of(), () -> null, Options.DEFAULT)) {
      return assertThrows(HloException.class, () -> executable.run(arguments)).diagnostic();
    }
  }

  private static void assertReported(
      Diagnostic said, String problem, String instruction, String line) {
    assertTrue(said.message().contains(problem), said::toString);
    assertTrue(said.message().contains("the instruction " + instruction), said::toString);
    assertTrue(said.location().lineText().contains(line), said::toString);
  }

  @Test
  void readsBehindTheEndAreReported() {
    assertReported(
        failure(SUM, "ld\\.global(\\S*)\\s+(.*), \\[(%rd\\d+)\\]", "ld.global$1 $2, [$3+4096]"),
        "is out of bounds",
        "total (add)",
        "+4096]");
  }

  @Test
  void misalignedWritesAreReported() {
    assertReported(
        failure(SUM, "st\\.global(\\S*)\\s+\\[(%rd\\d+)\\]", "st.global$1 [$2+2]"),
        "which is no multiple of",
        "total (add)",
        "st.global");
  }

  @Test
  void readsOfWhatWasNeverWrittenAreReported() {
    assertReported(
        failure(TURN, "st\\.shared.*", "// nothing"),
        "never written",
        "turned (transpose)",
        "ld.shared");
  }

  @Test
  void resultsThatAreNotWrittenAreReported() {
    Diagnostic said = failure(SUM, "st\\.global.*", "// nothing");
    assertTrue(said.message().contains("byte 0 of the result"), said::toString);
  }

  @Test
  void racesOnSharedMemoryAreReported() {
    assertReported(
        failure(TURN, "st\\.shared(\\S*)\\s+\\[.*\\]", "st.shared$1 [turned_k0_local]"),
        "race on shared memory: it writes 4 bytes",
        "turned (transpose)",
        "st.shared");
  }

  @Test
  void barriersThatSomeThreadsMissAreReported() {
    Diagnostic said =
        failure(
            TURN,
            "bar\\.sync.*",
            "{ .reg .pred %miss; .reg .b32 %me; mov.u32 %me, %tid.x; setp.eq.u32 %miss, %me, 5;\n"
                + "@%miss bar.sync 1;\n@!%miss bar.sync 0; }");
    assertEquals(DiagnosticCode.DEADLOCK, said.code(), said::toString);
    assertReported(said, "come to this instruction together", "turned (transpose)", "bar.sync");
  }
}
