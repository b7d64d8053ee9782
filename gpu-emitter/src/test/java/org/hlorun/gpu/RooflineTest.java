package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.roofline.GpuLimits;
import org.hlorun.gpu.roofline.KernelWork;
import org.hlorun.gpu.roofline.Roofline;
import org.hlorun.language.backend.Numerics;
import org.junit.jupiter.api.Test;

/** What is counted, against figures worked out by hand. */
class RooflineTest {
  private static KernelWork work(String program, String target) {
    GpuProgram made =
        GpuProgramEmitter.emit(Programs.parse(program), GpuTarget.named(target), Numerics.DEFAULT);
    return KernelWork.of(made, made.kernels().keySet().iterator().next());
  }

  @Test
  void sumsMoveThreeArraysAndAddOnceForEachElement() {
    KernelWork work =
        work(
            """
            HloModule m
            ENTRY e {
              x = f32[1000000] parameter(0)
              y = f32[1000000] parameter(1)
              ROOT z = f32[1000000] add(x, y)
            }
            """,
            "sm_90");
    assertEquals(12e6, work.bytes());
    assertEquals(1e6, work.floats());
    assertEquals(0, work.integers() + work.matrix());
  }

  private static String product(String type, String result) {
    return """
    HloModule m
    ENTRY e {
      x = TYPE[2048,1024] parameter(0)
      y = TYPE[1024,4096] parameter(1)
      ROOT z = RESULT[2048,4096] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
    }
    """
        .replace("TYPE", type)
        .replace("RESULT", result);
  }

  @Test
  void productsReadTheirFactorsOnceAndMultiplyTwiceTheirVolume() {
    double operations = 2.0 * 2048 * 1024 * 4096;
    KernelWork floats = work(product("f32", "f32"), "sm_90");
    assertEquals(4.0 * (2048 * 1024 + 1024 * 4096 + 2048 * 4096), floats.bytes());
    assertEquals(operations, floats.floats());
    KernelWork matrices = work(product("bf16", "f32"), "sm_90");
    assertEquals(operations, matrices.matrix());
    KernelWork warpgroups = work(product("bf16", "f32"), "sm_90a");
    assertEquals(operations, warpgroups.matrix());
    assertEquals(2.0 * (2048 * 1024 + 1024 * 4096) + 4.0 * 2048 * 4096, warpgroups.bytes());
  }

  @Test
  void tensorCoresReadLinesOfEveryWarpOrWarpgroupFromSharedMemory() {
    double warps = 2048.0 / 64 * 4096 / 64;
    double blocks = 2048.0 / 128 * 4096 / 256;
    double lineBytes = 1024 * 2;
    // Each warp reads 64 rows and 64 columns; each block copies 128 rows and 256 columns.
    double expected = warps * (64 + 64) * lineBytes + blocks * (128 + 256) * lineBytes;
    assertEquals(expected, work(product("bf16", "f32"), "sm_90").sharedBytes());
    // Warpgroups read 64 rows and 256 columns, of which there are two in a block.
    double warpgroups = blocks * (2 * (64 + 256) + 128 + 256) * lineBytes;
    assertEquals(warpgroups, work(product("bf16", "f32"), "sm_90a").sharedBytes());
  }

  @Test
  void attentionsOfNarrowHeadsTakeOnePowerOfTwoForEachScore() {
    GpuProgram made =
        GpuProgramEmitter.emit(
            Programs.in("warpgroups", "attention_64"), GpuTarget.named("sm_90a"), Numerics.DEFAULT);
    KernelWork work = KernelWork.of(made, made.kernels().keySet().iterator().next());
    // Two batches of 150 queries and keys, in two tiles of 128 queries and two of 128 keys; after
    // each of these every thread takes two more, one for each of its rows.
    double threads = 2 * 2 * 256;
    assertEquals(2.0 * (2 * 128) * (2 * 128) + threads * 2 * 2, work.specialFunctions());
  }

  @Test
  void processorsHoldWhatTheirRegistersSharedMemoryAndThreadsAllow() {
    Roofline registers =
        Roofline.of(
            work(product("f32", "f32"), "sm_90"),
            new Roofline.Resources(128, 33 << 10, 256, 1056),
            GpuLimits.H100);
    // 65536 registers are two blocks of 256 threads with 128 each: 512 of 2048 threads.
    assertEquals(0.25, registers.occupancy());
    assertEquals(4, registers.waves());
    assertEquals("f32", registers.limit());
    assertEquals(2.0 * 2048 * 1024 * 4096 / 66.9e12, registers.seconds());
    Roofline shared =
        Roofline.of(
            work(product("f32", "f32"), "sm_90"),
            new Roofline.Resources(32, 113 << 10, 128, 264),
            GpuLimits.H100);
    // 228 KiB are two blocks of 113 KiB and the 1 KiB that each block costs.
    assertEquals(256 / 2048.0, shared.occupancy());
    assertEquals(1, shared.waves());
  }
}
