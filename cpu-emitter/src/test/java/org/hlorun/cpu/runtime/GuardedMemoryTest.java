package org.hlorun.cpu.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.CpuBackend;
import org.hlorun.cpu.emitter.EmissionOptions;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.emitter.TimedStep;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.cpu.image.TableSlot;
import org.hlorun.kernelir.link.CachedCompiler;
import org.hlorun.kernelir.link.NativeLoader;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes outside of arrays are found, with the name of what wrote. */
class GuardedMemoryTest {
  private static final String PROGRAM =
      """
      HloModule m
      condition {
        s = (s32[], f32[37,53]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        n = s32[] constant(3)
        ROOT l = pred[] compare(i, n), direction=LT
      }
      body {
        s = (s32[], f32[37,53]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        one = s32[] constant(1)
        j = s32[] add(i, one)
        x = f32[37,53] get-tuple-element(s), index=1
        y = f32[37,53] tanh(x)
        ROOT t = (s32[], f32[37,53]) tuple(j, y)
      }
      less {
        a = f32[] parameter(0)
        b = f32[] parameter(1)
        ROOT l = pred[] compare(a, b), direction=LT
      }
      ENTRY e {
        x = f32[37,53] parameter(0)
        w = f32[53,19] parameter(1)
        k = f32[19] constant({1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19})
        zero = s32[] constant(0)
        start = (s32[], f32[37,53]) tuple(zero, x)
        loop = (s32[], f32[37,53]) while(start), condition=condition, body=body
        y = f32[37,53] get-tuple-element(loop), index=1
        d = f32[37,19] dot(y, w), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        kk = f32[37,19] broadcast(k), dimensions={1}
        p = f32[37,19] multiply(d, kk)
        s = f32[37,19] sort(p), dimensions={1}, to_apply=less
        ROOT r = (f32[37,19], s32[]) tuple(s, zero)
      }
      """;

  private static HloModule module() {
    HloModule module = HloParser.parse(SourceText.of("m.hlo", PROGRAM));
    HloVerifier.verify(module);
    return module;
  }

  private static List<Literal> arguments() {
    return List.of(values(37, 53), values(53, 19));
  }

  private static ArrayLiteral values(long... sizes) {
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, sizes));
    for (long i = 0; i < result.elementCount(); i++) {
      result.setDouble(i, Math.sin((double) i));
    }
    return result;
  }

  @Test
  void aRunThatIsWatchedGivesTheSame() {
    Options plain = Options.DEFAULT.withThreads(2).withCache(CachePolicy.OFF);
    assertEquals(run(plain), run(plain.withCheckMemory(true)));
  }

  private static Literal run(Options options) {
    try (Executable executable = new CpuBackend().compile(module(), options)) {
      executable.run(arguments());
      return executable.run(arguments());
    }
  }

  /** Some memory has fewer bytes than the program was told. */
  @ParameterizedTest
  @CsvSource({"TEMPORARY, behind the value at byte", "RESULT, behind result"})
  void aKernelThatWritesTooMuchIsNamed(TableSlot.Kind kind, String where) {
    HloModule module = module();
    TargetDescription target = TargetDescription.host();
    KernelPlan plan = KernelPlan.of(module, target);
    BufferAssignment memory = BufferAssignment.assign(module, AssignmentOptions.DEFAULT);
    EmissionOptions emission = new EmissionOptions(false, 0, true, true, false, true);
    NativeProgram program = ProgramEmitter.emit(module, plan, memory, target, emission);
    List<byte[]> objects =
        new CachedCompiler(target.llvm(), CachePolicy.OFF)
            .compile(program.kernels().values(), program.driver(), () -> {});
    ProgramImage image = shortened(ProgramImage.of(module, program, objects), kind);
    NativeCode code = NativeLoader.load(objects, target.llvm());
    OwnedResources owned = new OwnedResources();
    owned.own(code, code::close);
    KernelClock clock = new KernelClock(program.timed(), Monitor.SILENT);
    owned.own(clock, clock::close);
    NativeServices services =
        new NativeServices(new WorkerPool(1), new HostServices(List.of(), List.of()), clock);
    Options options = Options.DEFAULT.withCheckMemory(true);
    CompiledParts parts = new CompiledParts(1, 0);
    MemoryNeed need = MemoryNeed.of(image, () -> "");
    SourceProgram source = SourceProgram.of(module(), null);
    try (NativeExecutable executable =
        new NativeExecutable(source, image, code, parts, services, owned, need, options)) {
      int columns = kind == TableSlot.Kind.RESULT ? 18 : 19;
      List<ArrayLiteral> results =
          List.of(
              ArrayLiteral.allocate(ArrayShape.of(ElementType.F32, 37, columns)),
              ArrayLiteral.allocate(ArrayShape.scalar(ElementType.S32)));
      HloException problem =
          assertThrows(HloException.class, () -> executable.run(Leaves.of(arguments()), results));
      assertEquals(DiagnosticCode.INTERNAL, problem.diagnostic().code());
      String message = problem.diagnostic().message();
      assertTrue(message.contains(where), message);
      assertTrue(message.matches("(?s)\\S+ of [a-z-]+ \\S+ wrote \\d+ bytes behind .*"), message);
    }
  }

  private static ProgramImage shortened(ProgramImage image, TableSlot.Kind kind) {
    List<TableSlot> table =
        image.table().stream()
            .map(
                slot ->
                    slot.kind() == kind && slot.bytes() > 4
                        ? new TableSlot(kind, slot.number(), slot.offset(), slot.bytes() - 4)
                        : slot)
            .toList();
    return new ProgramImage(
        image.objects(),
        image.calls(),
        table,
        image.constants(),
        image.handedBack(),
        image.loops(),
        image.largest(),
        image.temporaryBytes(),
        image.scratchBytes(),
        image.resultBytes(),
        image.usesWorkers());
  }

  @ParameterizedTest
  @CsvSource({
    "0, -1, '1 bytes before argument 0'",
    "0, 8, '0 bytes behind argument 0 of 8 bytes'",
    "0, 3, 'byte 3 of argument 0, which is only read'",
    "1, 12, '8 bytes behind the value at byte 64 of the arena of 4 bytes'",
    "2, 0, ''"
  })
  void everyPlaceIsLookedAt(int slot, long offset, String where) {
    List<TableSlot> table =
        List.of(
            new TableSlot(TableSlot.Kind.ARGUMENT, 0, 0, 8),
            new TableSlot(TableSlot.Kind.TEMPORARY, 0, 64, 4),
            new TableSlot(TableSlot.Kind.RESULT, 0, 0, 8));
    ProgramImage image =
        new ProgramImage(
            List.of(), List.of(), table, List.of(), List.of(), List.of(), null, 128, 0, 8, false);
    ArrayLiteral argument = values(2);
    ArrayLiteral result = values(2);
    HloModule module = module();
    TimedStep step = new TimedStep(module.entry().root(), "kernel_7", true);
    try (Arena arena = Arena.ofConfined();
        GuardedMemory memory =
            new GuardedMemory(image, List.of(), List.of(argument), List.of(result))) {
      MemorySegment addresses =
          arena.allocate(ValueLayout.JAVA_LONG, ProgramEmitter.FIRST_SLOT + 3L);
      memory.fill(addresses);
      long address =
          addresses.getAtIndex(ValueLayout.JAVA_LONG, ProgramEmitter.FIRST_SLOT + (long) slot);
      assertDoesNotThrow(() -> memory.check(step));
      MemorySegment.ofAddress(address + offset)
          .reinterpret(1)
          .set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      if (where.isEmpty()) {
        assertDoesNotThrow(() -> memory.check(step));
      } else {
        HloException problem = assertThrows(HloException.class, () -> memory.check(step));
        assertEquals("kernel_7 of tuple r wrote " + where, problem.diagnostic().message());
      }
    }
  }
}
