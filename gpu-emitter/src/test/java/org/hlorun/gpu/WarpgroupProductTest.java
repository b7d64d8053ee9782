package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.emulator.EmulatedDevice;
import org.hlorun.gpu.runtime.GpuExecutable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products and attentions by warpgroups, only for sm_90a, and large tiles of warps, with the
 * interpreter's results.
 */
class WarpgroupProductTest {
  private static final GpuTarget TARGET = GpuTarget.named("sm_90a").withBusyBlocks(4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "both_along_depth",
        "rows_by_columns",
        "wide",
        "both_across_depth",
        "bytes",
        "convolution",
        "convolution_of_images",
        "attention_64",
        "attention_128",
        "attention_f16"
      })
  void agreesWithTheInterpreter(String name) {
    assertTrue(compare(name, TARGET).contains("wgmma.mma_async"), name);
  }

  /** Tiles that programs of tests are too small for, unless few blocks keep a GPU busy. */
  @Test
  void largeTilesOfWarpsAgreeWithTheInterpreter() {
    GpuTarget target = GpuTarget.named("sm_90").withBusyBlocks(2);
    String ptx = compare("large_tiles", target);
    assertTrue(ptx.contains("mma.sync") && ptx.contains("cp.async.cg"), ptx);
    assumeTrue(Assembler.isInstalled(), "ptxas is not installed");
    AssembledKernel.all(ptx, target.name())
        .forEach((kernel, assembled) -> assertEquals(0, assembled.spilled(), kernel + " spills"));
  }

  /** Runs a program on the emulator and on the interpreter; gives its PTX. */
  private static String compare(String name, GpuTarget target) {
    HloModule module = Programs.in("warpgroups", name);
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(
          RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, 10 + arguments.size()));
    }
    GpuProgram program = GpuProgramEmitter.emit(module, target, Numerics.DEFAULT);
    assertEquals(List.of(), program.handedBack());
    Backend interpreter = Backend.named("interpreter").orElseThrow();
    try (Executable expected = interpreter.compile(module, Options.DEFAULT);
        Executable actual =
            new GpuExecutable(
                module, program, new EmulatedDevice(), List.of(), () -> null, Options.DEFAULT)) {
      EmulatorBackendTest.assertClose(expected.run(arguments), actual.run(arguments));
    }
    return program.ptx();
  }

  @Test
  void productsOverlapWithCopies() {
    assumeTrue(Assembler.isInstalled(), "ptxas is not installed");
    for (String name :
        List.of(
            "rows_by_columns",
            "both_across_depth",
            "bytes",
            "unsigned_bytes",
            "convolution",
            "convolution_of_images",
            "attention_64",
            "attention_128")) {
      String ptx =
          GpuProgramEmitter.emit(Programs.in("warpgroups", name), TARGET, Numerics.DEFAULT).ptx();
      assertTrue(ptx.contains("wgmma.mma_async"), name);
      String said = Assembler.assemble(ptx, "sm_90a");
      assertTrue(said.contains(" 0 bytes spill stores"), said);
      assertFalse(said.contains("serialized"), said);
    }
  }

  @Test
  void otherTargetsDoWithout() {
    HloModule module = Programs.in("warpgroups", "rows_by_columns");
    for (String target : List.of("sm_80", "sm_90", "sm_100a", "sm_120")) {
      GpuTarget other = GpuTarget.named(target).withBusyBlocks(4);
      String ptx = GpuProgramEmitter.emit(module, other, Numerics.DEFAULT).ptx();
      assertFalse(ptx.contains("wgmma"), target);
    }
  }
}
