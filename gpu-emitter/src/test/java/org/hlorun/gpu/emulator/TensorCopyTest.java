package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

/** {@code mbarrier} and the copies of boxes ({@code cp.async.bulk.tensor}) that signal it. */
final class TensorCopyTest {
  private static final int ROWS = 20;
  private static final int COLUMNS = 40;
  private static final int WORDS = 32 * 8;

  /** Boxes of 8 rows of 32 words from the array of ROWS x COLUMNS words. */
  private static TensorMap map(TensorMap.Swizzle swizzle) {
    return new TensorMap(
        TensorMap.Type.F32,
        List.of((long) COLUMNS, (long) ROWS),
        List.of(COLUMNS * 4L),
        List.of(32, 8),
        swizzle);
  }

  private static final String START =
      """
        mov.u32 %r0, bar;
        mov.u32 %r1, tile;
        setp.ne.u32 %p0, %t, 0;
        @%p0 bra MADE;
        mbarrier.init.shared::cta.b64 [%r0], 1;
        mbarrier.init.shared::cta.b64 [%r0+8], 1;
        fence.mbarrier_init.release.cluster;
      MADE:
        bar.sync 0;
        @%p0 bra ASKED;
        mbarrier.arrive.expect_tx.shared::cta.b64 _, [%r0], 1024;
        cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes\
         [%r1], [%map, {%x, %y}], [%r0];
      ASKED:
        mov.u32 %r2, 0;
      """;

  private static final String WAIT =
      """
      WAIT:
        mbarrier.try_wait.parity.shared::cta.b64 %p1, [%r0], %r2;
        @!%p1 bra WAIT;
      """;

  private static String text(String body) {
    return """
    .version 8.7
    .target sm_90a
    .address_size 64
    .visible .entry test(.param .u64 map, .param .u64 x, .param .u64 y, .param .u64 out) {
      .reg .pred %%p<9>;
      .reg .b32 %%t, %%x, %%y, %%r<20>;
      .reg .b64 %%map, %%out, %%rd<20>;
      .shared .align 1024 .b8 tile[1024];
      .shared .align 8 .b64 bar[2];
      mov.u32 %%t, %%tid.x;
      ld.param.u64 %%map, [map];
      ld.param.u32 %%x, [x];
      ld.param.u32 %%y, [y];
      ld.param.u64 %%out, [out];
      %s
      shl.b32 %%r10, %%t, 2;
      add.u32 %%r11, %%r1, %%r10;
      ld.shared.u32 %%r12, [%%r11];
      cvt.u64.u32 %%rd1, %%r10;
      add.u64 %%rd1, %%rd1, %%out;
      st.global.u32 [%%rd1], %%r12;
      ret;
    }
    """
        .formatted(body);
  }

  private static int[] run(TensorMap map, int x, int y, String body) {
    int[] array = new int[ROWS * COLUMNS];
    for (int i = 0; i < array.length; i++) {
      array[i] = 1000 + i;
    }
    int[] result = new int[WORDS];
    try (EmulatedDevice device = new EmulatedDevice()) {
      long from = device.allocate(4L * array.length);
      long to = device.allocate(4L * WORDS);
      long descriptor = device.allocate(TensorMap.BYTES);
      device.copyToDevice(from, MemorySegment.ofArray(array));
      device.encode(map, from, descriptor);
      try (DeviceModule module = device.load(text(body))) {
        device.launch(module.function("test"), new LaunchShape(1, WORDS, 0), descriptor, x, y, to);
      }
      device.copyToHost(MemorySegment.ofArray(result), to);
      List.of(from, to, descriptor).forEach(device::free);
    }
    return result;
  }

  private static int element(int row, int column) {
    boolean inside = row >= 0 && row < ROWS && column >= 0 && column < COLUMNS;
    return inside ? 1000 + row * COLUMNS + column : 0;
  }

  private static void check(TensorMap.Swizzle swizzle, int x, int y) {
    int[] actual = run(map(swizzle), x, y, START + WAIT);
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 32; column++) {
        int piece = swizzle == TensorMap.Swizzle.NONE ? column / 4 : column / 4 ^ row;
        assertEquals(
            element(y + row, x + column),
            actual[row * 32 + piece * 4 + column % 4],
            "row %d, column %d".formatted(row, column));
      }
    }
  }

  @Test
  void boxesLieRowByRow() {
    check(TensorMap.Swizzle.NONE, 4, 2);
  }

  @Test
  void swizzledBoxesExchangePiecesOfSixteenBytes() {
    check(TensorMap.Swizzle.BYTES_128, 4, 2);
  }

  @Test
  void whatIsOutsideOfTheArrayIsZero() {
    check(TensorMap.Swizzle.NONE, 20, 15);
    check(TensorMap.Swizzle.BYTES_128, -4, -3);
  }

  private static String failure(String body) {
    return assertThrows(HloException.class, () -> run(map(TensorMap.Swizzle.NONE), 0, 0, body))
        .getMessage();
  }

  private static void assertSaid(String wanted, String said) {
    assertTrue(said.contains(wanted), said);
  }

  @Test
  void readingBeforeTheCopyHasComeIsReported() {
    assertSaid("never written", failure(START));
  }

  @Test
  void copyingOverWhatOthersStillReadIsReported() {
    String again =
        """
          ld.shared.u32 %r5, [%r1];
          @%p0 bra AGAIN;
          mbarrier.arrive.expect_tx.shared::cta.b64 _, [%r0+8], 1024;
          cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes\
           [%r1], [%map, {%x, %y}], [%r0+8];
        AGAIN:
        """;
    String second = WAIT.replace("WAIT", "WAIT2").replace("[%r0]", "[%r0+8]");
    assertSaid("race on shared memory", failure(START + WAIT + again + second));
    int[] ordered =
        run(
            map(TensorMap.Swizzle.NONE),
            0,
            0,
            START + WAIT + again.replace("@%p0", "bar.sync 0; @%p0") + second);
    assertEquals(element(0, 0), ordered[0]);
  }

  @Test
  void copiesThatNobodyWaitsForAreReported() {
    String body = START + "bra END;\n" + WAIT + "END: @%p0 bra OUT; OUT:\n ret;\n";
    assertSaid("copies to its shared memory are on their way", failure(body));
  }

  @Test
  void barriersThatWereNotMadeAreReported() {
    assertSaid(
        "there is no mbarrier",
        failure(START.replace("mbarrier.init.shared::cta.b64 [%r0], 1;", "") + WAIT));
  }

  @Test
  void tooManyArrivalsAreReported() {
    assertSaid(
        "arrive at an mbarrier whose phase lacks",
        failure(START + "mbarrier.arrive.shared::cta.b64 _, [%r0], 7;\n" + WAIT));
  }

  @Test
  void waitingForBytesThatNeverComeIsReported() {
    String said = failure(START.replace(", 1024;", ", 2048;") + WAIT);
    assertSaid("at an mbarrier in line", said);
  }

  @Test
  void addressesThatAreNoTensorMapsAreReported() {
    StringBuilder zeros = new StringBuilder("mov.u64 %rd9, 0;\n");
    for (int i = 0; i < TensorMap.BYTES; i += 8) {
      zeros.append("st.global.u64 [%out+").append(i).append("], %rd9;\n");
    }
    assertSaid("there is no tensor map", failure(zeros + START.replace("%map,", "%out,") + WAIT));
  }

  /** Writes the tile before the box comes, with a fence or without one. */
  private static String overwritten(String fence) {
    return START.replace(
            "MADE:\n",
            "MADE: mov.u32 %r3, %t; mad.lo.u32 %r3, %r3, 4, %r1; st.shared.u32 [%r3], %t; "
                + fence
                + "\n")
        + WAIT;
  }

  @Test
  void boxesComeBehindWhatWasWrittenOnlyWithAFence() {
    TensorMap map = map(TensorMap.Swizzle.NONE);
    int[] result = run(map, 0, 0, overwritten("fence.proxy.async;"));
    assertEquals(element(0, 5), result[5]);
    String said =
        assertThrows(HloException.class, () -> run(map, 0, 0, overwritten(""))).getMessage();
    assertTrue(said.contains("comes by the async proxy to 8 bytes of shared memory"), said);
  }
}
