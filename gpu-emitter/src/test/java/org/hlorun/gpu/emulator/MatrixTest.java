package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

/** Tensor cores, against products that are computed here with the layouts of the PTX ISA. */
final class MatrixTest {
  /** Small integers, which all types hold exactly: sums are exact, whatever their order. */
  private static int[][] matrix(Random random, int rows, int columns) {
    int[][] matrix = new int[rows][columns];
    for (int[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextInt(-3, 4);
      }
    }
    return matrix;
  }

  /** Where an element of a fragment is: the tables of the PTX ISA, one shape at a time. */
  private interface Layout {
    int row(int lane, int i);

    int column(int lane, int i);
  }

  private static Layout layout(Index row, Index column) {
    return new Layout() {
      @Override
      public int row(int lane, int i) {
        return row.of(lane >> 2, lane % 4, i);
      }

      @Override
      public int column(int lane, int i) {
        return column.of(lane >> 2, lane % 4, i);
      }
    };
  }

  private interface Index {
    int of(int group, int thread, int i);
  }

  private interface Encoder {
    long bits(int value);
  }

  private static int[] pack(
      int[][] matrix, Layout layout, int elements, int bits, Encoder encoder) {
    int perWord = 32 / bits;
    int words = elements / perWord;
    int[] packed = new int[32 * words];
    for (int lane = 0; lane < 32; lane++) {
      for (int i = 0; i < elements; i++) {
        int value = matrix[layout.row(lane, i)][layout.column(lane, i)];
        long encoded = encoder.bits(value) << bits * (i % perWord);
        packed[lane * words + i / perWord] |= (int) encoded;
      }
    }
    return packed;
  }

  private static String vector(String prefix, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> prefix + i)
        .reduce((x, y) -> x + ", " + y)
        .map(list -> "{" + list + "}")
        .orElseThrow();
  }

  /** Runs D = A B + C of a shape and returns word {@code word} of D of each lane. */
  private static int[] multiply(
      String opcode, int word, boolean floats, int[] a, int[] b, int[] c) {
    StringBuilder body = new StringBuilder();
    int next = 0;
    int[] first = new int[3];
    int[][] inputs = {a, b, c};
    for (int k = 0; k < 3; k++) {
      first[k] = next;
      int words = inputs[k].length / 32;
      body.append(
          "mul.wide.u32 %%rd1, %%t, %d;%nadd.u64 %%rd1, %%rd1, %%in%d;%n".formatted(4 * words, k));
      for (int i = 0; i < words; i++) {
        String register = k == 2 && floats ? "%f" + i : "%r" + (next + i);
        body.append("ld.global.b32 %s, [%%rd1+%d];%n".formatted(register, 4 * i));
      }
      next += words;
    }
    int count = c.length / 32;
    String accumulator = floats ? vector("%f", 0, count) : vector("%r", first[2], count);
    body.append(
        "%s %s, %s, %s, %s;%n"
            .formatted(
                opcode,
                accumulator,
                vector("%r", first[0], a.length / 32),
                vector("%r", first[1], b.length / 32),
                accumulator));
    body.append("mov.b32 %%v, %s;%n".formatted(floats ? "%f" + word : "%r" + (first[2] + word)));
    return KernelRunner.standard().run(body.toString(), a, b, c);
  }

  private static int product(int[][] a, int[][] b, int row, int column, int addend) {
    int sum = addend;
    for (int k = 0; k < b.length; k++) {
      sum += a[row][k] * b[k][column];
    }
    return sum;
  }

  private static void check(
      String opcode,
      int depth,
      Layout a,
      int elementsA,
      Layout b,
      int elementsB,
      int bits,
      Encoder encoder,
      boolean floats) {
    Random random = new Random(depth);
    int[][] left = matrix(random, 16, depth);
    int[][] right = matrix(random, depth, 8);
    int[][] addend = matrix(random, 16, 8);
    Layout c = layout((g, t, i) -> i < 2 ? g : g + 8, (g, t, i) -> 2 * t + (i & 1));
    Encoder wide = value -> (floats ? Float.floatToIntBits(value) : value) & 0xFFFFFFFFL;
    for (int i = 0; i < 4; i++) {
      int[] actual =
          multiply(
              opcode,
              i,
              floats,
              pack(left, a, elementsA, bits, encoder),
              pack(right, b, elementsB, bits, encoder),
              pack(addend, c, 4, 32, wide));
      int word = i;
      int[] expected =
          IntStream.range(0, 32)
              .map(
                  lane -> {
                    int row = c.row(lane, word);
                    int column = c.column(lane, word);
                    return (int) wide.bits(product(left, right, row, column, addend[row][column]));
                  })
              .toArray();
      assertArrayEquals(expected, actual, opcode + " word " + i);
    }
  }

  @Test
  void halves() {
    Layout a16 =
        layout(
            (g, t, i) -> i < 2 || i >= 4 && i < 6 ? g : g + 8,
            (g, t, i) -> 2 * t + (i & 1) + (i >= 4 ? 8 : 0));
    Layout b16 = layout((g, t, i) -> 2 * t + (i & 1) + (i >= 2 ? 8 : 0), (g, t, i) -> g);
    check(
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32",
        16,
        a16,
        8,
        b16,
        4,
        16,
        v -> Float.floatToFloat16(v) & 0xFFFF,
        true);
    check(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32",
        16,
        a16,
        8,
        b16,
        4,
        16,
        v -> Float.floatToIntBits(v) >>> 16,
        true);
    Layout a8 = layout((g, t, i) -> i < 2 ? g : g + 8, (g, t, i) -> 2 * t + (i & 1));
    Layout b8 = layout((g, t, i) -> 2 * t + (i & 1), (g, t, i) -> g);
    check(
        "mma.sync.aligned.m16n8k8.row.col.f32.bf16.bf16.f32",
        8,
        a8,
        4,
        b8,
        2,
        16,
        v -> Float.floatToIntBits(v) >>> 16,
        true);
  }

  @Test
  void tf32() {
    Encoder encoder = v -> Float.floatToIntBits(v) & 0xFFFFFFFFL | 0x1FFF;
    check(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32",
        8,
        layout((g, t, i) -> (i & 1) == 0 ? g : g + 8, (g, t, i) -> i < 2 ? t : t + 4),
        4,
        layout((g, t, i) -> i == 0 ? t : t + 4, (g, t, i) -> g),
        2,
        32,
        encoder,
        true);
  }

  @Test
  void bytes() {
    Layout a =
        layout(
            (g, t, i) -> i < 4 || i >= 8 && i < 12 ? g : g + 8,
            (g, t, i) -> 4 * t + (i & 3) + (i >= 8 ? 16 : 0));
    Layout b = layout((g, t, i) -> 4 * t + (i & 3) + (i >= 4 ? 16 : 0), (g, t, i) -> g);
    check(
        "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32",
        32,
        a,
        16,
        b,
        8,
        8,
        v -> v & 0xFF,
        false);
    // 0, 1, 2, 3 and their negatives in e4m3.
    long[] e4m3 = {0, 0x38, 0x40, 0x44};
    check(
        "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32",
        32,
        a,
        16,
        b,
        8,
        8,
        v -> e4m3[Math.abs(v)] | (v < 0 ? 0x80 : 0),
        true);
  }

  @Test
  void unsignedBytesSaturate() {
    int[] ones = new int[64];
    java.util.Arrays.fill(ones, 0xFFFFFFFF);
    int[] right = new int[32];
    java.util.Arrays.fill(right, 0xFFFFFFFF);
    int[] addend = new int[128];
    java.util.Arrays.fill(addend, Integer.MAX_VALUE - 5);
    String shape = "mma.sync.aligned.m16n8k16.row.col";
    int[] clamped = multiply(shape + ".satfinite.s32.u8.u8.s32", 0, false, ones, right, addend);
    assertEquals(Integer.MAX_VALUE, clamped[0]);
    int[] mixed = multiply(shape + ".s32.u8.s8.s32", 0, false, ones, right, new int[128]);
    assertEquals(-255 * 16, mixed[31]);
  }

  /** Row i of matrix m holds 64 m + 8 i + 0..7. */
  @Test
  void matricesFromSharedMemory() {
    String write =
        """
        mov.u32 %r1, tile;
        shl.b32 %r2, %t, 4;
        add.u32 %r1, %r1, %r2;
        shl.b32 %r3, %t, 3;
        cvt.u16.u32 %h0, %r3;
        add.u16 %h1, %h0, 1;
        add.u16 %h2, %h0, 2;
        add.u16 %h3, %h0, 3;
        st.shared.v4.u16 [%r1], {%h0, %h1, %h2, %h3};
        add.u16 %h0, %h0, 4;
        add.u16 %h1, %h1, 4;
        add.u16 %h2, %h2, 4;
        add.u16 %h3, %h3, 4;
        st.shared.v4.u16 [%r1+8], {%h0, %h1, %h2, %h3};
        bar.sync 0;
        """;
    for (int m = 0; m < 4; m++) {
      int matrix = m;
      String read =
          "ldmatrix.sync.aligned.m8n8.x4%s.shared.b16 {%%r4, %%r5, %%r6, %%r7}, [%%r1];%n";
      String take = "mov.b32 %v, %r" + (4 + m) + ";";
      String module = ".shared .align 16 .b8 tile[512];";
      assertArrayEquals(
          IntStream.range(0, 32)
              .map(
                  lane -> {
                    int first = 64 * matrix + 8 * (lane / 4) + 2 * (lane % 4);
                    return first + 1 << 16 | first;
                  })
              .toArray(),
          KernelRunner.standard().runWith(module, write + read.formatted("") + take));
      assertArrayEquals(
          IntStream.range(0, 32)
              .map(
                  lane -> {
                    int first = 64 * matrix + 8 * (2 * (lane % 4)) + lane / 4;
                    return first + 8 << 16 | first;
                  })
              .toArray(),
          KernelRunner.standard().runWith(module, write + read.formatted(".trans") + take));
    }
  }

  private static final String COPY =
      """
      mov.u32 %r1, tile;
      shl.b32 %r2, %t, 2;
      add.u32 %r1, %r1, %r2;
      cvt.u64.u32 %rd1, %r2;
      add.u64 %rd1, %rd1, %in0;
      cp.async.ca.shared.global [%r1], [%rd1], 4;
      cp.async.commit_group;
      cp.async.ca.shared.global [%r1+128], [%rd1+128], 4;
      cp.async.commit_group;
      """;

  @Test
  void copiesArriveWhenTheyAreWaitedFor() {
    String module = ".shared .align 16 .b8 tile[256];";
    int[] input = IntStream.range(100, 164).toArray();
    assertArrayEquals(
        IntStream.range(100, 132).toArray(),
        KernelRunner.standard()
            .runWith(module, COPY + "cp.async.wait_group 1;\nld.shared.u32 %v, [%r1];", input));
    assertArrayEquals(
        IntStream.range(132, 164).toArray(),
        KernelRunner.standard()
            .runWith(module, COPY + "cp.async.wait_all;\nld.shared.u32 %v, [%r1+128];", input));
    String early =
        assertThrows(
                HloException.class,
                () ->
                    KernelRunner.standard()
                        .runWith(
                            module,
                            COPY + "cp.async.wait_group 1;\nld.shared.u32 %v, [%r1+128];",
                            input))
            .getMessage();
    assertTrue(early.contains("never written"), early);
  }

  @Test
  void copiesCanFillWithZeros() {
    int[] values =
        KernelRunner.standard()
            .runWith(
                ".shared .align 16 .b8 tile[512];",
                """
                mov.u32 %r1, tile;
                shl.b32 %r2, %t, 4;
                add.u32 %r1, %r1, %r2;
                mov.b32 %r3, 8;
                cp.async.cg.shared.global [%r1], [%in0], 16, %r3;
                cp.async.wait_all;
                ld.shared.v4.u32 {%r4, %r5, %r6, %r7}, [%r1];
                add.u32 %v, %r4, %r5;
                or.b32 %r6, %r6, %r7;
                shl.b32 %r6, %r6, 8;
                add.u32 %v, %v, %r6;
                """,
                new int[] {3, 4, 5, 6});
    assertArrayEquals(IntStream.range(0, 32).map(i -> 7).toArray(), values);
  }
}
