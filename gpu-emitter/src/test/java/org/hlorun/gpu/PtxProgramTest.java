package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PtxProgramTest {
  private static final List<String> TARGETS = List.of("sm_75", "sm_80", "sm_90a", "sm_100");

  @TestFactory
  Stream<DynamicTest> assembles() {
    return assembling(Programs.all());
  }

  /** Every kernel of the shared programs, where they are. */
  @TestFactory
  Stream<DynamicTest> sharedCorpusAssembles() throws IOException {
    Path folder = Path.of(System.getProperty("hlo.shared", "../shared"), "programs");
    if (!Files.isDirectory(folder)) {
      return Stream.of(
          DynamicTest.dynamicTest("skipped", () -> assumeTrue(false, "there is no " + folder)));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return assembling(
          files
              .filter(f -> f.toString().endsWith("before_optimizations.hlo.txt"))
              .sorted()
              .toList());
    }
  }

  private static Stream<DynamicTest> assembling(List<Path> programs) {
    return programs.stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program.getFileName() + " for all targets",
                    () ->
                        TARGETS.stream().parallel().forEach(target -> assemble(program, target))));
  }

  private static void assemble(Path program, String target) {
    assumeTrue(Assembler.isInstalled(), "ptxas is not installed");
    String ptx = PtxProgram.emit(Programs.read(program), target);
    assertFalse(ptx.isEmpty(), "no kernels");
    Map<String, AssembledKernel> kernels = AssembledKernel.all(ptx, target);
    assertEquals(
        ptx.lines().filter(line -> line.startsWith(".visible .entry")).count(), kernels.size());
    kernels.forEach(
        (name, kernel) -> assertEquals(0, kernel.spilled(), name + " spills on " + target));
  }

  private static String emit(String name) {
    return PtxProgram.emit(Programs.named(name), "sm_80");
  }

  private static String emit(String program, String target) {
    return PtxProgram.emit(Programs.parse(program), target);
  }

  @Test
  void targetIsInTheText() {
    for (String target : TARGETS) {
      String ptx = PtxProgram.emit(Programs.named("elementwise"), target);
      assertTrue(ptx.contains(".target " + target + "\n"), ptx);
    }
  }

  @Test
  void elementwiseIsOneKernelWithoutCallsLoopsOrScratch() {
    String ptx = emit("elementwise");
    assertEquals(1, ptx.lines().filter(line -> line.contains(".entry")).count());
    assertTrue(ptx.contains(".maxntid 256"), ptx);
    for (String unwanted : List.of("call", ".local", "bar.sync", ".func")) {
      assertFalse(ptx.contains(unwanted), unwanted + " in\n" + ptx);
    }
  }

  @Test
  void shortRowsAreReducedByWarps() {
    String ptx = emit("rows");
    assertTrue(ptx.contains("shfl.sync.bfly"), ptx);
    assertFalse(ptx.contains("bar.sync"), ptx);
  }

  @Test
  void longRowsAreReducedByBlocks() {
    String ptx = emit("long_rows");
    assertTrue(ptx.contains("shfl.sync.bfly") && ptx.contains("bar.sync"), ptx);
    assertFalse(ptx.contains("atom"), "sums by atomics depend on the order of threads");
  }

  @Test
  void productsArePartOfOneKernelWithWhatFollows() {
    String ptx = emit("dot");
    assertEquals(1, ptx.lines().filter(line -> line.contains(".entry")).count());
    assertTrue(ptx.contains("fma.rn.f32"), ptx);
  }

  @Test
  void transposesGoThroughSharedMemory() {
    String ptx = emit("transposes");
    assertTrue(ptx.contains("st.shared") && ptx.contains("bar.sync"), ptx);
  }

  @Test
  void largeProductsCopyTilesSixteenBytesAtATime() {
    String ptx = emit("products");
    for (String wanted : List.of("bar.sync", "ld.global.v4.f32", "ld.shared.v4.f32")) {
      assertTrue(ptx.contains(wanted), wanted + " in\n" + ptx);
    }
    assertFalse(ptx.contains("mma"), "f32 is not narrowed");
  }

  @Test
  void narrowFactorsAreMultipliedByTensorCoresWhereThereAreSome() {
    String ptx = emit("tensor_cores");
    for (String wanted :
        List.of(
            "m16n8k16.row.col.f32.bf16.bf16.f32",
            "m16n8k16.row.col.f32.f16.f16.f32",
            "m16n8k32.row.col.s32.s8.s8.s32",
            "m16n8k32.row.col.s32.u8.u8.s32",
            "cp.async.cg.shared.global",
            "ldmatrix.sync.aligned.m8n8.x4.trans")) {
      assertTrue(ptx.contains(wanted), wanted);
    }
    assertFalse(PtxProgram.emit(Programs.named("tensor_cores"), "sm_75").contains("mma.sync"));
  }

  @Test
  void convolutionsOfNarrowFactorsAreCopiedWithoutRegistersAndMultipliedByTensorCores() {
    String ptx =
        emit(
            """
            HloModule m
            ENTRY e {
              x = bf16[8,28,28,64] parameter(0)
              k = bf16[3,3,64,128] parameter(1)
              ROOT c = bf16[8,28,28,128] convolution(x, k), window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f
            }
            """,
            "sm_80");
    for (String wanted :
        List.of("m16n8k16.row.col.f32.bf16.bf16.f32", "cp.async.cg.shared.global")) {
      assertTrue(ptx.contains(wanted), wanted);
    }
    assertFalse(ptx.contains("ld.global"), "factors go through registers in\n" + ptx);
  }

  @Test
  void whatHasNoKernelIsNotInTheText() {
    String ptx =
        emit(
            """
            HloModule m
            ENTRY e {
              x = s32[8] parameter(0)
              ROOT h = s32[8] mulhi(x, x)
            }
            """,
            "sm_90");
    assertEquals("", ptx);
  }
}
