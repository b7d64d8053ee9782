package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

final class EmulatedDeviceTest {
  private static final String HEADER = ".version 8.7\n.target sm_80\n.address_size 64\n";

  /** z[i] = x[i] + y[i] for i below n. */
  private static final String ADD =
      HEADER
          + """
          .visible .entry add(.param .u64 x, .param .u64 y, .param .u64 z, .param .u32 n) {
            .reg .pred %p<2>;
            .reg .f32 %f<4>;
            .reg .b32 %r<6>;
            .reg .b64 %rd<8>;
            mov.u32 %r1, %ctaid.x;
            mov.u32 %r2, %ntid.x;
            mov.u32 %r3, %tid.x;
            mad.lo.s32 %r4, %r1, %r2, %r3;
            ld.param.u32 %r5, [n];
            setp.ge.s32 %p1, %r4, %r5;
            @%p1 bra $END;
            ld.param.u64 %rd1, [x];
            ld.param.u64 %rd2, [y];
            ld.param.u64 %rd3, [z];
            cvta.to.global.u64 %rd4, %rd1;
            mul.wide.s32 %rd5, %r4, 4;
            add.s64 %rd1, %rd4, %rd5;
            add.s64 %rd2, %rd2, %rd5;
            add.s64 %rd3, %rd3, %rd5;
            ld.global.f32 %f1, [%rd1];
            ld.global.f32 %f2, [%rd2];
            add.f32 %f3, %f1, %f2;
            st.global.f32 [%rd3], %f3;
          $END:
            ret;
          }
          """;

  private static float[] run(int n, int threads, int readable) {
    float[] a = new float[readable];
    float[] b = new float[readable];
    float[] c = new float[n];
    IntStream.range(0, readable).forEach(i -> a[i] = i);
    IntStream.range(0, readable).forEach(i -> b[i] = 0.5f * i);
    try (EmulatedDevice device = new EmulatedDevice()) {
      long x = device.allocate(4L * readable);
      long y = device.allocate(4L * readable);
      long z = device.allocate(4L * n);
      device.copyToDevice(x, MemorySegment.ofArray(a));
      device.copyToDevice(y, MemorySegment.ofArray(b));
      try (DeviceModule module = device.load(ADD)) {
        int blocks = (n + threads - 1) / threads;
        device.launch(module.function("add"), new LaunchShape(blocks, threads, 0), x, y, z, n);
      }
      device.copyToHost(MemorySegment.ofArray(c), z);
      device.free(x);
      device.free(y);
      device.free(z);
    }
    return c;
  }

  @Test
  void addsArraysOfAnyLength() {
    for (int n : new int[] {1, 31, 32, 33, 1000, 10_000}) {
      float[] expected = new float[n];
      IntStream.range(0, n).forEach(i -> expected[i] = 1.5f * i);
      assertArrayEquals(expected, run(n, 96, n), "n = " + n);
    }
  }

  @Test
  void readingPastTheEndNamesEverything() {
    Diagnostic said = assertThrows(HloException.class, () -> run(100, 64, 70)).diagnostic();
    assertEquals(DiagnosticCode.CHECK_FAILED, said.code());
    assertTrue(
        said.message().startsWith("kernel 'add', block 1, thread 6: access of 4 bytes at 0x"),
        said.message());
    assertTrue(
        said.message().contains("it is 0 bytes behind the end of allocation 1 (280 bytes"),
        said.message());
    assertEquals("ld.global.f32 %f1, [%rd1];", said.location().lineText().trim());
  }

  /** Lanes leave the loop one by one; lane i has gone round i times. */
  @Test
  void lanesThatPartMeetAgain() {
    String text =
        HEADER
            + """
            .visible .entry loop(.param .u64 z) {
              .reg .pred %p;
              .reg .b32 %t, %i, %sum;
              .reg .b64 %a, %o;
              mov.u32 %t, %tid.x;
              mov.b32 %i, 0;
              mov.b32 %sum, 0;
            $LOOP:
              setp.ge.u32 %p, %i, %t;
              @%p bra $DONE;
              add.u32 %i, %i, 1;
              add.u32 %sum, %sum, %i;
              bra.uni $LOOP;
            $DONE:
              ld.param.u64 %a, [z];
              mul.wide.u32 %o, %t, 4;
              add.u64 %a, %a, %o;
              st.global.u32 [%a], %sum;
              ret;
            }
            """;
    int[] sums = new int[70];
    try (EmulatedDevice device = new EmulatedDevice();
        DeviceModule module = device.load(text)) {
      long z = device.allocate(280);
      device.launch(module.function("loop"), new LaunchShape(1, 70, 0), z);
      device.copyToHost(MemorySegment.ofArray(sums), z);
      device.free(z);
    }
    assertArrayEquals(IntStream.range(0, 70).map(i -> i * (i + 1) / 2).toArray(), sums);
  }

  @Test
  void memoryThatIsLeftIsAnError() {
    EmulatedDevice device = new EmulatedDevice();
    device.allocate(12);
    String said = assertThrows(HloException.class, device::close).getMessage();
    assertTrue(said.contains("1 allocations were not given back: allocation 1 of 12"), said);
  }

  @Test
  void memoryThatWasGivenBackCannotBeUsed() {
    try (EmulatedDevice device = new EmulatedDevice()) {
      long x = device.allocate(64);
      device.free(x);
      String said =
          assertThrows(
                  HloException.class,
                  () -> device.copyToDevice(x + 4, MemorySegment.ofArray(new byte[4])))
              .getMessage();
      assertTrue(said.contains("it is byte 4 of allocation 1 (64 bytes at"), said);
      assertThrows(HloException.class, () -> device.free(x));
    }
  }

  @Test
  void launchesThatDoNotFitTheKernelAreRefused() {
    try (EmulatedDevice device = new EmulatedDevice();
        DeviceModule module = device.load(ADD)) {
      LaunchShape shape = new LaunchShape(1, 32, 0);
      HloException few =
          assertThrows(
              HloException.class, () -> device.launch(module.function("add"), shape, 1, 2));
      assertEquals(DiagnosticCode.ARGUMENT, few.diagnostic().code());
      LaunchShape large = new LaunchShape(1, 32, 300_000);
      assertThrows(
          HloException.class, () -> device.launch(module.function("add"), large, 1, 2, 3, 4));
      assertThrows(IllegalArgumentException.class, () -> module.function("sub"));
    }
  }

  @Test
  void endlessLoopsEnd() {
    String text = HEADER + ".entry spin() {\n$L:\n bra $L;\n}\n";
    EmulatorOptions options = EmulatorOptions.standard().withStepLimit(1_000_000);
    try (EmulatedDevice device = new EmulatedDevice(options);
        DeviceModule module = device.load(text)) {
      HloException said =
          assertThrows(
              HloException.class,
              () -> device.launch(module.function("spin"), new LaunchShape(1, 32, 0)));
      assertEquals(DiagnosticCode.TIME_LIMIT, said.diagnostic().code());
    }
  }
}
