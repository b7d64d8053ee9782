package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code wgmma}, against products computed here. Factors are laid out by the pictures of the PTX
 * ISA ("Shared Memory Matrix Layout" of wgmma), whose cells are pieces of 16 bytes: in a pattern of
 * eight lines of 128 bytes, piece p of line r lies at piece p ^ r.
 */
final class WarpgroupTest {
  private static final int COLUMNS = 16;
  private static final int DEPTH = 64;

  private static int[][] matrix(Random random, int rows, int columns) {
    int[][] matrix = new int[rows][columns];
    for (int[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextInt(-3, 4);
      }
    }
    return matrix;
  }

  private static short bf16(int value) {
    return (short) (Float.floatToRawIntBits(value) >>> 16);
  }

  /** Lines of 64 elements along the depth: one pattern for every eight lines. */
  private static short[] swizzledLines(int[][] lines) {
    short[] memory = new short[lines.length * DEPTH];
    for (int r = 0; r < lines.length; r++) {
      for (int k = 0; k < DEPTH; k++) {
        int piece = k / 8 ^ r % 8;
        memory[r * 64 + piece * 8 + k % 8] = bf16(lines[r][k]);
      }
    }
    return memory;
  }

  /** The same with 64 lines side by side, for each position of the depth. */
  private static short[] swizzledAcross(int[][] lines) {
    short[] memory = new short[64 * DEPTH];
    for (int r = 0; r < lines.length; r++) {
      for (int k = 0; k < DEPTH; k++) {
        int piece = r / 8 ^ k % 8;
        memory[k * 64 + piece * 8 + r % 8] = bf16(lines[r][k]);
      }
    }
    return memory;
  }

  private static int[] words(short[] a, short[] b) {
    int[] words = new int[(a.length + b.length) / 2];
    for (int i = 0; i < a.length + b.length; i++) {
      int value = (i < a.length ? a[i] : b[i - a.length]) & 0xFFFF;
      words[i / 2] |= value << 16 * (i % 2);
    }
    return words;
  }

  private static final String SHARED = ".shared .align 1024 .b8 tiles[24576];";

  /** Copies the input to shared memory, where the async proxy sees it. */
  private static String fill(int words) {
    return """
      mov.u32 %%r0, %%t;
      mov.u32 %%r1, tiles;
    FILL:
      mul.wide.u32 %%rd0, %%r0, 4;
      add.u64 %%rd1, %%in0, %%rd0;
      ld.global.u32 %%r2, [%%rd1];
      shl.b32 %%r3, %%r0, 2;
      add.u32 %%r3, %%r3, %%r1;
      st.shared.u32 [%%r3], %%r2;
      add.u32 %%r0, %%r0, %%n;
      setp.lt.u32 %%p0, %%r0, %d;
      @%%p0 bra FILL;
      fence.proxy.async.shared::cta;
      bar.sync 0;
    """
        .formatted(words);
  }

  /** A descriptor of a matrix that begins some bytes behind the tiles' start. */
  private static String descriptor(String register, int offset, int leading, int stride) {
    long fixed = 1L << 62 | (long) (stride >> 4) << 32 | (long) (leading >> 4) << 16;
    return """
      add.u32 %%r4, %%r1, %d;
      shr.u32 %%r4, %%r4, 4;
      cvt.u64.u32 %s, %%r4;
      or.b64 %s, %s, 0x%x;
    """
        .formatted(offset, register, register, register, fixed);
  }

  private static String registers() {
    return IntStream.range(0, COLUMNS / 2)
        .mapToObj(i -> "%f" + i)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String multiply(String adds, int turnedA, int turnedB) {
    return """
      wgmma.mma_async.sync.aligned.m64n16k16.f32.bf16.bf16 %s, %%rd2, %%rd3, %s, 1, 1, %d, %d;
    """
        .formatted(registers(), adds, turnedA, turnedB);
  }

  private static String body(boolean turnedA, boolean turnedB, int bOffset, int word) {
    StringBuilder text = new StringBuilder(fill((bOffset + 64 * 128) / 4));
    text.append("setp.eq.u32 %p1, 0, 0;\n setp.ne.u32 %p2, 0, 0;\n wgmma.fence.sync.aligned;\n");
    for (int k = 0; k < DEPTH / 16; k++) {
      text.append(descriptor("%rd2", turnedA ? k * 2048 : k * 32, 8192, 1024));
      text.append(descriptor("%rd3", bOffset + (turnedB ? k * 2048 : k * 32), 8192, 1024));
      text.append(multiply(k == 0 ? "%p2" : "%p1", turnedA ? 1 : 0, turnedB ? 1 : 0));
    }
    text.append("wgmma.commit_group.sync.aligned;\n wgmma.wait_group.sync.aligned 0;\n");
    return text.append("mov.b32 %v, %f").append(word).append(";").toString();
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void multipliesSwizzledMatrices(boolean turnedA, boolean turnedB) {
    Random random = new Random(7);
    int[][] a = matrix(random, 64, DEPTH);
    int[][] b = matrix(random, COLUMNS, DEPTH);
    short[] left = turnedA ? swizzledAcross(a) : swizzledLines(a);
    short[] right = new short[64 * 64];
    short[] filled = turnedB ? swizzledAcross(b) : swizzledLines(b);
    System.arraycopy(filled, 0, right, 0, filled.length);
    for (int word : new int[] {0, 3, 5, 6}) {
      int[] actual =
          KernelRunner.standard()
              .shape(1, 128, 0)
              .runWith(SHARED, body(turnedA, turnedB, 2 * left.length, word), words(left, right));
      int[] expected = new int[128];
      for (int thread = 0; thread < 128; thread++) {
        int row = thread / 32 * 16 + thread % 32 / 4 + (word % 4 >= 2 ? 8 : 0);
        int column = word / 4 * 8 + thread % 4 * 2 + word % 2;
        int sum = 0;
        for (int k = 0; k < DEPTH; k++) {
          sum += a[row][k] * b[column][k];
        }
        expected[thread] = Float.floatToRawIntBits(sum);
      }
      assertArrayEquals(expected, actual, "register " + word);
    }
  }

  private static String failure(int threads, String body) {
    int[] input = new int[24576 / 4];
    return assertThrows(
            HloException.class,
            () -> KernelRunner.standard().shape(1, threads, 0).runWith(SHARED, body, input))
        .getMessage();
  }

  @Test
  void sumsAreThereOnceTheyWereWaitedFor() {
    String early = body(false, false, 8192, 0).replace("wgmma.wait_group.sync.aligned 0;", "");
    int[] ones = new int[24576 / 4];
    java.util.Arrays.fill(ones, 0x3F80_3F80);
    int[] result = KernelRunner.standard().shape(1, 128, 0).runWith(SHARED, early, ones);
    assertArrayEquals(new int[128], result);
  }

  @Test
  void productsWithoutFenceAreReported() {
    String text = body(false, false, 8192, 0).replace("wgmma.fence.sync.aligned;", "");
    String said = failure(128, text);
    assertTrue(said.contains("without wgmma.fence"), said);
  }

  private static final String PROXY_FENCE = "fence.proxy.async.shared::cta;";

  @Test
  void factorsThatNoFenceShowsToTheAsyncProxyAreReported() {
    for (String fence : List.of("", "fence.proxy.async.global;", "fence.acq_rel.cta;")) {
      String said = failure(128, body(false, false, 8192, 0).replace(PROXY_FENCE, fence));
      assertTrue(said.contains("comes by the async proxy to 8 bytes of shared memory"), said);
      assertTrue(said.contains("put a fence.proxy.async behind what wrote them"), said);
    }
  }

  @Test
  void writesBehindTheFenceAreReported() {
    String text =
        body(false, false, 8192, 0).replace(PROXY_FENCE, PROXY_FENCE + " st.shared.u32 [%r1], 0;");
    String said = failure(128, text);
    assertTrue(said.contains("comes by the async proxy"), said);
  }

  /** A fence counts for all that happened before it, in other warps too. */
  @Test
  void aFenceBehindTheBarrierCounts() {
    String text =
        body(false, false, 8192, 0)
            .replace(PROXY_FENCE, "")
            .replace("bar.sync 0;", "bar.sync 0; " + PROXY_FENCE);
    int[] result =
        KernelRunner.standard().shape(1, 128, 0).runWith(SHARED, text, new int[24576 / 4]);
    assertArrayEquals(new int[128], result);
  }

  /** A fence of one warp says nothing of what other warps write while it is made. */
  @Test
  void aFenceOfAnotherWarpDoesNotCount() {
    String text =
        body(false, false, 8192, 0)
            .replace(
                PROXY_FENCE,
                "setp.ge.u32 %p3, %t, 32; @%p3 bra BEHIND; " + PROXY_FENCE + " BEHIND:");
    String said = failure(128, text);
    assertTrue(said.contains("comes by the async proxy"), said);
  }

  @Test
  void productsOfFewerThreadsAreReported() {
    String said = failure(64, body(false, false, 8192, 0));
    assertTrue(said.contains("all 128 threads of four warps must run it"), said);
  }

  @Test
  void factorsThatWereNeverWrittenAreReported() {
    String said = failure(128, body(false, false, 8192, 0).replace("st.shared.u32", "//"));
    assertTrue(said.contains("never written"), said);
  }

  @Test
  void factorsThatAreOverwrittenMeanwhileAreReported() {
    String text =
        body(false, false, 8192, 0)
            .replace(
                "wgmma.wait_group.sync.aligned 0;",
                "@%p3 bra DONE; mov.u32 %r9, %t; mad.lo.u32 %r9, %r9, 4, %r1; st.shared.u32 [%r9],"
                    + " %r9; DONE: wgmma.wait_group.sync.aligned 0;");
    String said = failure(128, text);
    assertTrue(said.contains("race on shared memory"), said);
  }

  @Test
  void shapesThatDoNotExistAreRefused() {
    String text = body(false, false, 8192, 0).replace("m64n16k16", "m64n16k8");
    assertEquals(true, failure(128, text).contains("has no shape m64n16k8"));
  }
}
